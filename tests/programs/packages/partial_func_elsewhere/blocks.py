from functools import partial
import torch.nn as nn


def kind_of(norm_layer):
    return norm_layer.func if isinstance(norm_layer, partial) else norm_layer


def build(norm_layer, c):
    bias = kind_of(norm_layer) not in (nn.BatchNorm2d, nn.SyncBatchNorm)
    conv = nn.Conv2d(c, c, 1, bias=bias)
    nn.init.constant_(conv.weight, 0.5)
    return nn.Sequential(conv, norm_layer(c))
