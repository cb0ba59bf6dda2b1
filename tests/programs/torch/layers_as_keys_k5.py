import collections
import torch
import torch.nn as nn
a, b = nn.BatchNorm2d(2), nn.BatchNorm2d(2)
d = collections.defaultdict(int)
for m in (a, b, a):
    d[m] += 1
print(sum(float(k.weight.sum()) * v for k, v in d.items()))
print(float(max(d, key=d.get).weight.sum()))
g = {}
g.update({a: 1})
g |= {b: 2}
print([float(k.bias.sum()) for k in g])
k, v = g.popitem()
print(float(k.weight.sum()))
