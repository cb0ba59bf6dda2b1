from torch import nn
def count(net):
    k = 0
    for m in net.modules():
        if isinstance(m, nn.BatchNorm2d):
            try:
                m.weight.fill_(1)
            except (AttributeError, RuntimeError):
                k += 1
    return k
