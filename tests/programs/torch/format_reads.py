from torch import nn
bn = nn.BatchNorm2d(3, momentum=0.3)
gn = nn.GroupNorm(1, 3)
print("{0.weight.shape} {1.eps}".format(gn, bn), "{m.momentum}".format(m=bn))
