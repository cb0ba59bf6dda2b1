import torch
from torch import nn
net = nn.Sequential(nn.Conv2d(2,4,1), nn.BatchNorm2d(4, momentum=0.3))
for n, p in net.named_parameters():
    if 'bias' in n and not any('beta' in n for n in ['x']):
        print(1)
