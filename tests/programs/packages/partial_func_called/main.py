from functools import partial
import torch.nn as nn
from probe import check


def build(norm_layer, c):
    if isinstance(norm_layer, partial):
        return norm_layer.func(c, momentum=0.4), norm_layer.func(c, **norm_layer.keywords)
    return norm_layer(c), norm_layer(c)


net = nn.Sequential(*build(partial(nn.BatchNorm2d, momentum=0.3), 2))
check(net, (4, 2, 6, 6))
