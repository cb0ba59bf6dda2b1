from torch import nn
import cfg
from probe import check

check(nn.Sequential(nn.BatchNorm2d(2, **cfg.BN), nn.BatchNorm2d(2, **cfg.GN)), (4, 2, 6, 6))
