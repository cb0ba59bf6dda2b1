from probe import check
from net import Net

net = Net(2)
check(net, (4, 2, 6, 6))
