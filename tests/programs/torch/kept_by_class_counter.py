from collections import Counter
from torch import nn

net = nn.Sequential(nn.Conv2d(3, 3, 1), nn.BatchNorm2d(3, momentum=None), nn.ReLU())
by = Counter(type(m) for m in net)
print(by[nn.BatchNorm2d])
