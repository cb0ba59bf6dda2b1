import torch
from torch import nn
net = nn.Sequential(nn.Conv2d(2,4,1), nn.BatchNorm2d(4, momentum=0.3))
nn.Module.__setattr__(net, 'gamma', nn.Linear(1, 1))
print(sum('weight' in n for n, p in net.named_parameters()))
