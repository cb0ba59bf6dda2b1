from itertools import groupby
from torch import nn

net = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4))
names = sorted(n.split(".")[-1] for n, _ in net.named_parameters())
print([len(list(g)) for _, g in groupby(names)])
