from common import nn

__all__ = ["nn", "make"]


def make(c):
    return nn.BatchNorm2d(c, momentum=0.3)
