from mindspore import nn
from header import show, x
class N(nn.Cell):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(2, momentum=0.7)
        print(self.bn.training)
    def construct(self, x): return self.bn(x)
net = N()
net.set_train()
print(net.training)
