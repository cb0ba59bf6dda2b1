import collections
import torch
import torch.nn as nn
a, b = nn.BatchNorm2d(2), nn.BatchNorm2d(2)
g = {a: 1}
print([float(k.weight.sum()) for k in g.keys() | {b}])
