from torch import nn
from probe import check
import cfg

net = nn.Sequential(nn.BatchNorm2d(2, **cfg.BN))
check(net, (4, 2, 6, 6))
