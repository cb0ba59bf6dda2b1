from mindspore import nn
from cfg import BN, KW
from header import show, x

for bn in (nn.BatchNorm2d(2, **BN), nn.BatchNorm2d(2, **KW)):
    bn.set_train()
    show(bn(x), bn.moving_mean)
