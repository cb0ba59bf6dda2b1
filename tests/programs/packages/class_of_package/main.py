from probe import check
from layers import BatchNorm2d, Block, nn

net = nn.Sequential(BatchNorm2d(2, momentum=0.3), Block(2))
nn.init.constant_(net[1].bn.weight, 0.5)
check(net, (4, 2, 6, 6))
