from common import *
from header import show, x

bn = nn.BatchNorm2d(2, momentum=0.7)
bn.gamma.set_data(initializer(0.5, bn.gamma.shape, bn.gamma.dtype))
bn.set_train()
show(bn(x), bn.moving_mean)
