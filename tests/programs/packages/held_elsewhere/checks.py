from torch import nn


def fill(net):
    for m in net.modules():
        if isinstance(m, nn.BatchNorm3d):
            m.weight.data.fill_(0.5)


def count(net):
    return len(list(net.modules()))
