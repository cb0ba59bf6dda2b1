import torch
from torch import nn

bn = nn.BatchNorm2d(torch.tensor(2))
print(bn(torch.ones(2, 2, 3, 3)).shape)
