from collections import Counter
from torch import nn

net = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4))
c = Counter()
c.update(n.split(".")[-1] for n, p in net.named_parameters())
print(sorted(c.values()))
