from functools import partialmethod
import torch
from torch import nn
class BN(nn.BatchNorm2d):
    __init__ = partialmethod(nn.BatchNorm2d.__init__, momentum=0.3)
m = BN(3)
m(torch.ones(2, 3, 2, 2))
print([round(v, 3) for v in m.running_mean.tolist()])
