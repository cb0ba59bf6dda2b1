import torch.nn as nn
from probe import check


def make(c):
    from common import BatchNorm2d
    return BatchNorm2d(c, momentum=0.3)


check(nn.Sequential(make(2)), (4, 2, 6, 6))
