import sys
from mindspore import nn
from header import show, x
class N(nn.Cell):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(2, momentum=0.7)
    def construct(self, x): return self.bn(x)
net = N()
if len(sys.argv) > 7:
    net.set_train()
show(net(x), net.bn.moving_mean)
