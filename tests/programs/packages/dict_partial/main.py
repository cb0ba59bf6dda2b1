from functools import partial
from torch import nn
from cfg import BN
from probe import check

norm = partial(nn.BatchNorm2d, **BN)
check(nn.Sequential(norm(2), norm(2, momentum=0.4)), (4, 2, 6, 6))
