from torch import nn
def init(net):
    for m in net.modules():
        if isinstance(m, nn.BatchNorm2d):
            if m.weight is not None:
                nn.init.constant_(m.weight, 0.1)
                nn.init.constant_(m.bias, 0.1)
def n(net):
    return sum(1 for m in net.modules() if isinstance(m, nn.BatchNorm2d) and m.weight is None)
