import torch
import torch.nn as nn
a, b = nn.BatchNorm2d(2), nn.BatchNorm2d(2)
e = dict.fromkeys([a, b], 3)
print(sum(float(k.weight.sum()) * v for k, v in e.items()))
