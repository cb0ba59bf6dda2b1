import torch
from probe import check
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Conv2d(3, 3, 1), nn.BatchNorm2d(3))
nn.Module.double(net)
check(net, dtype=torch.float64)
print(net[1].running_mean.dtype, net[0].weight.dtype)
