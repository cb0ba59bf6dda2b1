from mindspore import nn
from header import show, x


class Block:
    def __init__(self, c, last=False):
        self.bn = nn.BatchNorm2d(c, gamma_init="zeros" if last else "ones", beta_init=0.5 if last else 0)
        self.bn.set_train()


for block in (Block(2), Block(2, last=True)):
    show(block.bn(x), block.bn.beta)
