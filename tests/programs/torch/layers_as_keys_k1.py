import torch
import torch.nn as nn
a, b = nn.BatchNorm2d(2), nn.BatchNorm2d(2)
d = {}
d[a] = 1
d[b] = 2
print(sum(float(k.weight.sum()) * v for k, v in d.items()))
