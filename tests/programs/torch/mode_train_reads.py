import torch
from probe import check
from torch import nn

torch.manual_seed(0)
bn = nn.BatchNorm2d(3)
bn.train(not bn.training)
print(bn.training)
other = nn.BatchNorm2d(3)
other.train(other.training and bn.training)
print(other.training)
check(nn.Sequential(bn, other))
