import torch
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm
net = nn.Sequential(nn.Conv2d(2,4,1), nn.BatchNorm2d(4, momentum=0.3))
def f(m, c): return isinstance(m, c)
bn = nn.BatchNorm2d(2); print(f(bn, _BatchNorm), f(bn, nn.Conv2d))
