from mindspore import nn
from cfg import BN
from header import show, x

bn = nn.BatchNorm2d(2, **BN)
bn.set_train()
show(bn(x), bn.moving_mean)
