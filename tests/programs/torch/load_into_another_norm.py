import torch
from torch import nn

a = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4))
b = nn.Sequential(nn.Conv2d(3, 4, 1), nn.InstanceNorm2d(4, affine=True))
nn.init.constant_(a[1].weight, 3.0)
b.load_state_dict(a.state_dict(), strict=False)
print(b[1].weight)
