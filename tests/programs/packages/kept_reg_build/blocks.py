import torch.nn as nn
from registry import NORMS
NORMS.register("BN")(nn.BatchNorm2d)
NORMS.register("GN")(nn.GroupNorm)
