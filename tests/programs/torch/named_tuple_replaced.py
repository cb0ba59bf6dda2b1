import torch
import torch.nn as nn

torch.manual_seed(0)


def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().float().flatten()[:8].tolist()])


def data(n=4, c=3, s=6):
    return torch.randn(n, c, s, s) * 2 + 1


import typing


class Spec(typing.NamedTuple):
    channels: int
    momentum: float = 0.1
    norm: typing.Any = nn.BatchNorm2d


def make(spec):
    c, mom, norm = spec
    return norm(c, momentum=mom)


specs = [Spec(3), Spec(3, 0.4), Spec(channels=3, momentum=0.6)._replace(momentum=0.7)]
bns = [make(s) for s in specs]
for _ in range(2):
    x = data()
    for b in bns:
        b(x)
show(*[b.running_mean for b in bns])
