import random
import torch
from torch import nn
net = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4))
out = {}
for n, p in net.named_parameters():
    random.seed(n)
    with torch.no_grad():
        p.fill_(random.random())
print([round(p.sum().item(), 4) for p in net.parameters()])
