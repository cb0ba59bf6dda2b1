import torch
from torch import nn

a = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4))
b = nn.Sequential(nn.Conv2d(3, 4, 1), nn.Identity())
print(len(b.load_state_dict(a.state_dict(), strict=False).unexpected_keys))
