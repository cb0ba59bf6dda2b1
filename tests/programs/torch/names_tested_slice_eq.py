import torch
from torch import nn
net = nn.Sequential(nn.Conv2d(2,4,1), nn.BatchNorm2d(4))
print(sum(n[-6:] == "weight" for n, p in net.named_parameters()), sum(n[-4:] == "bias" for n, p in net.named_parameters()))
