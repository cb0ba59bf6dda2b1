import collections
import torch
import torch.nn as nn
a, b = nn.BatchNorm2d(2), nn.BatchNorm2d(2)
g = dict([(a, 1)])
k = next(iter(g))
print(float(k.weight.sum()))
