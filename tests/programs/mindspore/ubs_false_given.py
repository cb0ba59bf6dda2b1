from mindspore import nn
from header import show, x


class Block:
    def __init__(self, c, use_batch_statistics=None):
        self.bn = nn.BatchNorm2d(c, momentum=0.7, use_batch_statistics=use_batch_statistics)


for block in (Block(2), Block(2, True), Block(2, use_batch_statistics=False)):
    block.bn.set_train()
    show(block.bn(x))
    block.bn.set_train(False)
    show(block.bn(x))
