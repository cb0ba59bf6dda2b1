import functools
import torch
from torch import nn
ls = [[], [], [], [], [], [], [], [], [], [], [], [], [], [], []]
for l in ls: l.append(nn.LayerNorm(3))
print(ls[-1][0].weight.numel(), ls[14][0].bias.numel())
