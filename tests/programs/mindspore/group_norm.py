from header import show, x
import mindspore.nn as nn
from mindspore.common.initializer import initializer


class Net(nn.Cell):
    def __init__(self):
        super().__init__()
        self.first = nn.GroupNorm(2, 2, gamma_init=0.5)
        self.second = nn.GroupNorm(1, 2, 1e-3, affine=False)

    def construct(self, x):
        return self.second(self.first(x))


net = nn.GroupNorm(1, 2, beta_init="ones")
net.gamma.set_data(initializer("zeros", net.gamma.shape, net.gamma.dtype))
show(net(x), net.beta)
layer = nn.GroupNorm(2, 2, gamma_init=0.5)
show(layer(x), layer.gamma)
