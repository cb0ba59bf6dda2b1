from mindspore import nn
from header import show, x
bn = nn.BatchNorm2d(2, momentum=0.7)
bn.gamma *= 2
m = bn.moving_mean
m += 1
show(bn(x), m)
