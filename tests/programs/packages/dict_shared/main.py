from torch import nn
from probe import check
from cfg import BN

check(nn.Sequential(nn.BatchNorm2d(2, **BN), nn.InstanceNorm2d(2, **BN)), (4, 2, 6, 6))
print(BN)
