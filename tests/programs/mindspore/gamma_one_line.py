from mindspore import nn
from header import show, x


def f(c): return nn.BatchNorm2d(c, gamma_init=0.5)
def g(c): a = [nn.BatchNorm2d(c, gamma_init=0.5)]; b = [nn.BatchNorm2d(c, beta_init=0.5, gamma_init=0.2)]; return a + b


def h(c):
    return (
        # why
        nn.BatchNorm2d(c, gamma_init=0.25)  # this one
    )


def k(c, last):
    if last: return nn.BatchNorm2d(c, gamma_init=0.125)
    else:
        return list([nn.BatchNorm2d(
            c,  # channels
            gamma_init=0.75,
        )])


for bn in (f(2), *g(2), h(2), k(2, True), *k(2, False)):
    bn.set_train()
    show(bn(x), bn.moving_mean)
