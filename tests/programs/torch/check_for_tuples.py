import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4), nn.GroupNorm(2, 4))

def norm(m, kinds):
    return type(m) in kinds

def show(kinds):
    for m in net:
        if type(m) not in kinds:
            print(m.weight.sum().item())

def show2(kinds):
    for m in net:
        if norm(m, kinds):
            continue
        print(m.weight.sum().item())

for k in ((nn.GroupNorm, nn.Conv2d), (nn.BatchNorm2d,)):
    show(k)
    show2(k)
