import mindspore as ms
import mindspore.nn as nn

from header import show, x

def use(t, *layers):
    for l in layers:
        t = l(t)
    return t
show(use(x, nn.BatchNorm2d(2, momentum=0.7), nn.BatchNorm2d(2)))
