import torch
from torch import nn

n = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2))
n(torch.ones(2, 2, 3, 3))
c = []
for v in n.buffers():
    c.append(True)
print(len(c), c)
