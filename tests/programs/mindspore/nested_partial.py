from functools import partial
from mindspore import nn
from header import show, x
BN = partial(nn.BatchNorm2d, momentum=0.99, eps=1e-3)
B2 = partial(BN, momentum=0.8)
a = B2(2); a.set_train(); a(x)
show(a.moving_variance)
