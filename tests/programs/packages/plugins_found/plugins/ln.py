from torch import nn
from . import register
register("ln")(nn.LayerNorm)
