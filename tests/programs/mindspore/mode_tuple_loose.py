import mindspore as ms
import mindspore.nn as nn

from header import show, x

a, b = (nn.BatchNorm2d(2, momentum=0.7), nn.BatchNorm2d(2))
show(b(a(x))); show(a.moving_mean)
