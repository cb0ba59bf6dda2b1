import torch
from probe import check
from torch import nn

torch.manual_seed(0)
nets = [nn.Sequential(nn.Conv2d(3, 3, 1), nn.BatchNorm2d(3))]
(net,) = map(nn.Module.double, nets)
check(net, dtype=torch.float64)
