import collections
import torch
import torch.nn as nn
a, b = nn.BatchNorm2d(2), nn.BatchNorm2d(2)
g = {a: 1} | {b: 2}
print([float(k.bias.sum()) for k in g])
