from collections import defaultdict
from torch import nn

net = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4))
by = defaultdict(int)
for n, p in net.named_parameters():
    by[n.split(".")[-1]] += p.numel()
print(sorted(by.items()))
