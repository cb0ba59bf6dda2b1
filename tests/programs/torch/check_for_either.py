import sys
import torch
from torch import nn

torch.manual_seed(0)
cls = nn.BatchNorm2d if len(sys.argv) > 5 else nn.GroupNorm  # never six
net = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4), nn.GroupNorm(2, 4))
for m in net:
    if isinstance(m, cls):
        print("norm")
    else:
        print(m.weight.sum().item())
