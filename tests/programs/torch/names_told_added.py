import torch
from torch import nn
net = nn.Sequential(nn.Conv2d(2,4,1), nn.BatchNorm2d(4, momentum=0.3))
c = 0
for n, p in net.named_parameters():
    n += '_gamma'
    c += 'weight' in n
print(c)
