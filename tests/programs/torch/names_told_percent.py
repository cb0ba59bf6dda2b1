import torch
from torch import nn
net = nn.Sequential(nn.Conv2d(2,4,1), nn.BatchNorm2d(4, momentum=0.3))
print(sum('weight' in '%s.%s' % ('gamma', n) for n, p in net.named_parameters()))
