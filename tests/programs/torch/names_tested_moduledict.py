import torch
from torch import nn
net = nn.ModuleDict({"gamma": nn.Conv2d(2,2,1), "bn": nn.BatchNorm2d(2)})
print(sum("weight" in n for n, p in net.named_parameters()))
