import torch
import common
from common import *


class Fake:
    BatchNorm2d = torch.nn.InstanceNorm2d


def make():
    from common import nn
    return nn.BatchNorm2d(2, momentum=0.3, affine=True)


print(type(make()).__name__)
common.nn = Fake
print(type(make()).__name__)
