import sys
from mindspore import nn
from header import show, x


class Block:
    def __init__(self, c, use_batch_statistics=None):
        self.bn = nn.BatchNorm2d(c, momentum=0.7, use_batch_statistics=use_batch_statistics)


bn = Block(2, len(sys.argv) > 7).bn
bn.set_train()
show(bn(x))
