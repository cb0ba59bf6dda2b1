"""Inverted residual blocks (MobileNetV2) for MindSpore."""
import numpy as np

import mindspore as ms
import mindspore.nn as nn
from mindspore.common.initializer import initializer

# the same as momentum=0.03 in PyTorch
BN_MOMENTUM = 0.97


def _bn(channel):
    return nn.BatchNorm2d(channel, eps=1e-4, momentum=0.9,
                          gamma_init=1, beta_init=0, moving_mean_init=0, moving_var_init=1)


def _bn_last(channel):
    # the residual branch starts with zeros
    return nn.BatchNorm2d(channel, eps=1e-4, momentum=0.9,
                          gamma_init=0, beta_init=0, moving_mean_init=0, moving_var_init=1)


class ConvBNReLU(nn.Cell):
    def __init__(self, in_planes, out_planes, kernel_size=3, stride=1, groups=1,
                 norm=nn.BatchNorm2d):
        super().__init__()
        self.conv = nn.Conv2d(in_planes, out_planes, kernel_size, stride, pad_mode='same',
                              group=groups)
        self.bn = norm(out_planes)
        self.act = nn.ReLU6()

    def construct(self, x):
        return self.act(self.bn(self.conv(x)))


class InvertedResidual(nn.Cell):
    def __init__(self, inp, oup, stride, expand_ratio, last_norm=_bn_last):
        super().__init__()
        hidden = int(round(inp * expand_ratio))
        self.use_res_connect = stride == 1 and inp == oup

        layers = []
        if expand_ratio != 1:
            layers.append(ConvBNReLU(inp, hidden, kernel_size=1))
        layers.extend([
            ConvBNReLU(hidden, hidden, stride=stride, groups=hidden, norm=_bn),
            nn.Conv2d(hidden, oup, kernel_size=1),
            last_norm(oup),
        ])
        self.conv = nn.SequentialCell(layers)

    def construct(self, x):
        if self.use_res_connect:
            return x + self.conv(x)
        return self.conv(x)


class Backbone(nn.Cell):
    def __init__(self, width=8, momentum=0.1, frozen_stem=False):
        super().__init__()
        self.stem = ConvBNReLU(3, width, stride=2)
        # `momentum` is given as PyTorch has it
        self.stem_norm = nn.BatchNorm2d(width, momentum=1 - momentum)
        if frozen_stem:
            self.stem_norm = nn.BatchNorm2d(width, use_batch_statistics=False)
        self.blocks = nn.SequentialCell([
            InvertedResidual(width, width, 1, 1),
            InvertedResidual(width, width * 2, 2, 6),
        ])
        self.norm = nn.BatchNorm2d(width * 2, 1e-5, BN_MOMENTUM)
        self.init_weights()

    def init_weights(self):
        for _, cell in self.cells_and_names():
            if isinstance(cell, nn.BatchNorm2d):
                cell.beta.set_data(initializer('zeros', cell.beta.shape, cell.beta.dtype))

    def construct(self, x):
        return self.norm(self.blocks(self.stem_norm(self.stem(x))))


if __name__ == '__main__':
    for frozen in (False, True):
        net = Backbone(frozen_stem=frozen)
        net.set_train()
        images = ms.Tensor(np.random.rand(2, 3, 32, 32).astype(np.float32))
        print(net(images).shape)
