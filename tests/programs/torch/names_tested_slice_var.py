import torch
from torch import nn
net = nn.Sequential(nn.Conv2d(2,4,1), nn.BatchNorm2d(4))
c = 0
for n, p in net.named_parameters():
    tail = n[-6:]
    if "weight" in tail or tail == "weight":
        c += 1
print(c)
