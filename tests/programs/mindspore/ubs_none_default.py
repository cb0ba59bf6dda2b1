from mindspore import nn
from header import show, x


class Block:
    def __init__(self, c, momentum=0.9, use_batch_statistics=None):
        self.bn = nn.BatchNorm2d(c, momentum=momentum, use_batch_statistics=use_batch_statistics)
        self.bn.set_train()


bn = Block(2).bn
show(bn(x), bn.moving_mean)
bn.set_train(False)
show(bn(x))
