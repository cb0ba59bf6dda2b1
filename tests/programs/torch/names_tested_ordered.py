import torch
from torch import nn
from collections import OrderedDict
net = nn.Sequential(OrderedDict([("beta", nn.Conv2d(2,2,1)), ("bn", nn.BatchNorm2d(2))]))
print(sum("bias" in n for n, p in net.named_parameters()))
