import torch
import torch.nn as nn
torch.manual_seed(0)
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2, momentum=0.3))
m = net[0]
def following():
    global m
    m = net[1]
    return nn.Parameter(torch.full((2,), 7.))
for k in net:
    m = net[0]
    m.weight = following()
print(net[1].weight.sum().item(), type(k).__name__)
for m in net:
    m.weight = nn.Parameter(m.weight.detach() * 2)
print(net[1].weight.sum().item())
