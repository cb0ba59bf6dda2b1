from common import nn


def make(c):
    return nn.BatchNorm2d(c, momentum=0.3)
