import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4), nn.GroupNorm(2, 4))
skip = [nn.GroupNorm]

def show():
    for m in net:
        if isinstance(m, tuple(skip)):
            continue
        print(m.weight.sum().item())

show()
skip.append(nn.BatchNorm2d)
show()
skip2 = nn.GroupNorm
class Shower:
    skip = nn.Conv2d
    def show(self):
        for m in net:
            if not isinstance(m, self.skip):
                print(m.weight.sum().item())
class Other(Shower):
    skip = nn.BatchNorm2d
Shower().show()
Other().show()
