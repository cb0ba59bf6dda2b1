from torch import nn
def make(c):
    return nn.BatchNorm2d(c, momentum=0.3)
def get(c):
    return make(c).weight
