from mindspore import nn
from header import show, x
bn = nn.BatchNorm2d(2)
bn.gamma[0] = 5
show(bn(x), bn.gamma)
