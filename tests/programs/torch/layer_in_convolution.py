import torch
from torch import nn

conv = nn.Conv2d(1, 4, 1)
conv.bn = nn.BatchNorm2d(4)
print("bn.weight" in conv.state_dict(), len(list(conv.parameters())))
