import torch
import torch.nn as nn

torch.manual_seed(0)


def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().float().flatten()[:8].tolist()])


def data(n=4, c=3, s=6):
    return torch.randn(n, c, s, s) * 2 + 1


class Registry(dict):
    pass


NORMS = Registry(bn=nn.BatchNorm2d)
mine = NORMS.copy()
layer = mine["bn"](3, momentum=0.4)
for _ in range(2):
    layer(data())
show(layer.running_mean)
