import torch.nn as nn


def build(norm_layer, c):
    return nn.Sequential(nn.InstanceNorm2d(c, **norm_layer.keywords), norm_layer(c))
