import torch
import torch.nn as nn

torch.manual_seed(0)
a, b = nn.BatchNorm2d(2), nn.BatchNorm2d(2)
nn.init.constant_(a.weight, 3)
bns = [a, b]
bns.sort(key=lambda m: float(m.weight.sum()))
print(bns[0] is b)
print(max(bns, key=lambda m: float(m.weight.sum())) is a)
