import torch
from torch import nn

net = nn.Sequential(nn.Conv2d(1, 2, 1), nn.BatchNorm2d(2))
net[0].weight.norm = net[1]
for parameter in net.parameters():
    if hasattr(parameter, "norm"):
        print(float(parameter.norm.weight.sum()), parameter.norm.training)
