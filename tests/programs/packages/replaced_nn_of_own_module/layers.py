from torch import nn
def make(c):
    return nn.BatchNorm2d(c, momentum=0.3)
