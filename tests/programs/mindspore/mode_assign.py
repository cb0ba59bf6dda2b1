import mindspore as ms
import mindspore.nn as nn

from header import show, x

bn = nn.BatchNorm2d(2, momentum=0.7)
bn.training = True
show(bn(x)); show(bn.moving_mean)
bn.training = False
show(bn(x)); show(bn.moving_mean)
