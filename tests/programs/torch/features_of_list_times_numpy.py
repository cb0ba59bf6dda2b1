import numpy as np
import torch
from torch import nn

repeat = np.full((2,), 1)
repeat[1:] *= 2
widths = sum([[c] * r for c, r in zip([2, 4], repeat)], [])
net = nn.ModuleList([nn.BatchNorm2d(c) for c in widths])
print(len(net), net[0](torch.ones(2, 2, 3, 3)).shape)
