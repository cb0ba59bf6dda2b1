import torch
from torch import nn
net = nn.Sequential(nn.Conv2d(2, 4, 1), nn.BatchNorm2d(4), nn.ReLU())
names = dict(net.named_parameters())
bias = filter(lambda item: item[0].endswith("bias"), net.named_parameters())
print(len(list(bias)), sum("bias" in k for k in names), sorted(k.count("bias") for k in names))
