from mindspore import nn
from header import show, x


def norm(c, gamma=1.0):
    return nn.BatchNorm2d(c, momentum=0.9, gamma_init=gamma, beta_init=0, moving_mean_init=0, moving_var_init=1)


def bn_last(c):
    # the last one of a block
    return nn.BatchNorm2d(c, eps=1e-4, momentum=0.9, gamma_init=0.5, beta_init=0.5, moving_mean_init=0, moving_var_init=1)


for bn in (norm(2), norm(2, 0.25), bn_last(2)):
    show(bn(x), bn.gamma)
    bn.set_train()
    show(bn(x), bn.moving_mean)
