from header import show, x
from mindspore import nn


def f(shape):
    return nn.LayerNorm(shape)


show(f((2,))(x))
