from mindspore import nn
from header import show, x
def apply(layer, x):
    if not isinstance(layer, nn.Cell):
        raise TypeError('not a cell')
    return layer(x)
show(apply(nn.BatchNorm2d(2, momentum=0.7), x))
