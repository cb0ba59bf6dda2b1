import torch
from torch import nn

n = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2))
n(torch.ones(2, 2, 3, 3))
print(all(v.is_floating_point() for v in n.state_dict().values()))
