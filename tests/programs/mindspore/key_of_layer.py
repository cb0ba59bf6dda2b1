import mindspore as ms
import mindspore.nn as nn

from header import show, x

class Net(nn.Cell):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(2, momentum=0.7)
    def construct(self, t):
        return self.bn(t)
net = Net()
net.set_train()
net(x)
show(net.parameters_dict()["bn.gamma"])
show(net.parameters_dict()["bn.moving_mean"])
