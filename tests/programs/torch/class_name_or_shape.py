def show(*ts):
    for t in ts:
        print(t if isinstance(t, int) else [round(v, 4) for v in t.detach().flatten()[:6].tolist()])


import torch
import torch.nn as nn


def init(m):
    if hasattr(m, "weight") and (m.__class__.__name__.find("Conv") != -1 or m.weight.dim() == 1):
        m.weight.data.fill_(0.5)


net = nn.Sequential(nn.Conv2d(1, 2, 1), nn.BatchNorm2d(2))
net.apply(init)
show(net(torch.arange(8.0).reshape(2, 1, 2, 2)))
