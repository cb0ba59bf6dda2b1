from .norm import BatchNorm2d, nn
from .blocks import Block
