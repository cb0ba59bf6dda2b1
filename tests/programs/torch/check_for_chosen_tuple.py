import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4), nn.GroupNorm(2, 4))

def show(flag):
    kinds = (nn.GroupNorm, nn.BatchNorm2d if flag else nn.Conv2d)
    for m in net:
        match m:
            case nn.GroupNorm():
                continue
        if isinstance(m, kinds):
            continue
        print(m.weight.sum().item())
    for m in net:
        if not isinstance(m, kinds):
            print(m.weight.sum().item())
        kinds = (nn.Conv2d,)

show(True)
show(False)
