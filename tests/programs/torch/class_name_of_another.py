def show(*ts):
    for t in ts:
        print(t if isinstance(t, int) else [round(v, 4) for v in t.detach().flatten()[:6].tolist()])


import torch
import torch.nn as nn


def scale(m, other):
    name = m.__class__.__name__
    m = other
    if name.find("Conv") != -1:
        m.weight.data.fill_(3.0)


bn = nn.BatchNorm2d(2)
scale(nn.Conv2d(1, 1, 1), bn)
show(bn(torch.arange(16.0).reshape(2, 2, 2, 2)))
