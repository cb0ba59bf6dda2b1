import mindspore as ms
import mindspore.nn as nn

from header import show, x

def gen():
    for m in (0.3, 0.5):
        yield nn.BatchNorm2d(2, momentum=m)
t = x
for l in gen():
    t = l(t); show(t, l.moving_mean)
