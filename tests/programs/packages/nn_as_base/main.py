from functools import partial
import common
from common import nn as layers, BatchNorm2d as BN
from probe import check


class Norm(common.nn.BatchNorm2d):
    def __init__(self, c, momentum=0.3):
        super().__init__(c, momentum=momentum)


class Other(layers.BatchNorm2d):
    pass


def make(c, norm: common.nn.Module = BN, extra=partial(BN, momentum=0.4)):
    return [norm(c, momentum=0.2), extra(c)]


def show(m: common.nn.BatchNorm2d, n: layers.BatchNorm2d):
    print(m.running_mean.sum().item() > 0, n.running_var.shape)


net = common.nn.Sequential(Norm(2), Other(2, momentum=0.4), *make(2))
check(net, (4, 2, 6, 6))
show(net[0], net[2])
