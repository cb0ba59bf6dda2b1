import torch
from torch import nn

n = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2))
n(torch.ones(2, 2, 3, 3))
print(sum(isinstance(v, torch.Tensor) for v in n.state_dict().values()))
