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
    channels: int = 3
    norm: typing.Any = nn.BatchNorm2d


spec = Spec()._asdict()
bn = spec["norm"](spec["channels"], momentum=0.4)
for _ in range(2):
    bn(data())
show(bn.running_mean, bn.weight)
