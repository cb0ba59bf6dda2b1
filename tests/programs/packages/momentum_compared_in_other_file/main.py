import torch
from torch import nn

from rates import Report

net = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4, momentum=0.1))
print(Report({"norm": net[1].momentum}).is_default("norm"))
torch.manual_seed(0)
net(torch.randn(2, 3, 4, 4))
print(round(float(net.eval()(torch.ones(1, 3, 4, 4)).sum()), 4))
