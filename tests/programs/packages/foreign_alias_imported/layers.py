from torch import nn
from torch.nn import BatchNorm2d as BN

NORMS = (BN, nn.GroupNorm)
