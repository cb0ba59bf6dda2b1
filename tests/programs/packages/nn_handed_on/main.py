from blocks import *
from probe import check

net = nn.Sequential(nn.Conv2d(2, 2, 1), make(2), nn.BatchNorm2d(2))
nn.init.constant_(net[0].weight, 0.5)
nn.init.constant_(net[0].bias, 0.5)
check(net, (4, 2, 6, 6))
