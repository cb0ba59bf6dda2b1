import torch
from torch import nn
net = nn.Sequential(nn.Conv2d(2,4,1), nn.BatchNorm2d(4, momentum=0.3))
def isb(n): return n.endswith('bias')
print([isb(n) for n, p in net.named_parameters()], [isb(k) for k in ('lr', 'betas')])
