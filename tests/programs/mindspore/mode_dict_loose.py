import mindspore as ms
import mindspore.nn as nn

from header import show, x

d = {"a": nn.BatchNorm2d(2, momentum=0.7)}
show(d["a"](x)); show(d["a"].moving_mean)
