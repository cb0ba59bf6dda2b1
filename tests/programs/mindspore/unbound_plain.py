from mindspore import nn
from header import show, x
class BN(nn.BatchNorm2d):
    def __init__(self, c, momentum=0.7):
        nn.BatchNorm2d.__init__(self, c, momentum=momentum)
        print(self.num_features)
b = BN(2); b.set_train(); show(b(x), b.moving_mean)
