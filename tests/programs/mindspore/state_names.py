from mindspore import nn
from header import show, x
bn = nn.BatchNorm2d(2, momentum=0.7)
table = {p.name: p for p in (bn.gamma, bn.beta)}
print(sorted(table), bn.moving_mean.name, table['gamma'].shape[0])
