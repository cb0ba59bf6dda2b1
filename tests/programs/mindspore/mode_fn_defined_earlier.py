import mindspore as ms
import mindspore.nn as nn

from header import show, x

def thaw():
    bn.set_train()
bn = nn.BatchNorm2d(2, momentum=0.7)
show(bn(x))
thaw()
show(bn(x)); show(bn.moving_mean)
