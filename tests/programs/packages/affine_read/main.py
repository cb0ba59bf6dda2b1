from probe import check
from net import Net

check(Net(), (4, 2, 6, 6))
net = Net(False)
print(net.bn.affine, "affine" if net.bn.affine else "plain")
