import operator

from torch import nn

net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2))
print([operator.contains(name, "weight") for name, _ in net.named_parameters()])
