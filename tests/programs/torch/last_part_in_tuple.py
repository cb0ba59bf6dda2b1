from collections import Counter

from torch import nn

net = nn.Sequential(nn.Conv2d(3, 3, 1), nn.BatchNorm2d(3), nn.ReLU())
kinds = Counter((n.split(".")[-1], p.dim()) for n, p in net.named_parameters())
print(sorted(kinds.values()))
