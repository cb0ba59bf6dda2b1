from mindspore import nn
from header import show, x


class Net:
    def __init__(self, c, wide):
        layers = [nn.BatchNorm2d(c, gamma_init=0.5), nn.BatchNorm2d(c, momentum=0.8, beta_init=0.25)]
        layers.append(nn.BatchNorm2d(c, gamma_init=0.5 if wide else "ones"))
        if wide: layers += [nn.BatchNorm2d(c, gamma_init="zeros")]; self.wide = True
        self.layers = layers


for bn in Net(2, True).layers:
    bn.set_train()
    show(bn(x), bn.moving_mean)
