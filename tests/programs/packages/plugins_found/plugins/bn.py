from torch import nn
from . import register
@register("bn")
def make(c, momentum=0.3):
    return nn.BatchNorm2d(c, momentum=momentum)
