import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4), nn.GroupNorm(2, 4))
skip = [nn.BatchNorm2d, nn.GroupNorm]

def show():
    for m in net:
        if type(m) in skip:
            continue
        print(m.weight.sum().item())
    for m in net:
        if type(m) not in [nn.BatchNorm2d, nn.GroupNorm]:
            print(m.weight.sum().item())
    for m in net:
        if isinstance(m, (nn.BatchNorm2d, nn.GroupNorm)):
            continue
        print(m.weight.sum().item())

show()
skip.clear()
show()
