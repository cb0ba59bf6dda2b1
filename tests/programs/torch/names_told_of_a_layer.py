import torch
from torch import nn
net = nn.Sequential(nn.Conv2d(2,4,1), nn.BatchNorm2d(4, momentum=0.3))
net[0].gamma = nn.Parameter(torch.ones(1))
print(sum('weight' in n for n, p in net.named_parameters()))
