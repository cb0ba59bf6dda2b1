import torch
import torch.nn as nn

torch.manual_seed(0)


def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().float().flatten()[:8].tolist()])


def data(n=4, c=3, s=6):
    return torch.randn(n, c, s, s) * 2 + 1


from collections import namedtuple

Spec = namedtuple("Spec", "c norm momentum", defaults=(nn.BatchNorm2d, 0.3))
s = Spec(3)
bn = s.norm(s.c, momentum=s.momentum)
c, norm, mom = Spec(3, momentum=0.4)
bn2 = norm(c, momentum=mom)
for _ in range(2):
    x = data()
    bn(x), bn2(x)
show(bn.running_mean, bn2.running_mean)
