import collections
import torch
import torch.nn as nn
a, b = nn.BatchNorm2d(2), nn.BatchNorm2d(2)
c = collections.Counter([a, b, a])
print(sum(float(k.weight.sum()) * v for k, v in c.items()))
(m, n), = c.most_common(1)
print(float(m.weight.sum()), n)
