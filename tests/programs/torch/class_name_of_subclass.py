def show(*ts):
    for t in ts:
        print(t if isinstance(t, int) else [round(v, 4) for v in t.detach().flatten()[:6].tolist()])


import torch
import torch.nn as nn


class ConvNorm(nn.BatchNorm2d):
    pass


def weights_init(m):
    classname = type(m).__name__
    if "Conv" in classname:
        m.weight.data.mul_(3.0)
    elif "BatchNorm" in classname:
        m.weight.data.mul_(2.0)


net = nn.Sequential(ConvNorm(2), nn.BatchNorm2d(2))
net.apply(weights_init)
show(net(torch.arange(16.0).reshape(2, 2, 2, 2)))
