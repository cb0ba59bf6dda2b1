def show(*ts):
    for t in ts:
        print(t if isinstance(t, int) else [round(v, 4) for v in t.detach().flatten()[:6].tolist()])


import torch
import torch.nn as nn


def kind(m):
    return m.__class__.__name__


net = nn.Sequential(nn.Conv2d(1, 2, 1), nn.BatchNorm2d(2))
for m in net.modules():
    n = kind(m)
    if n.find("Conv") == -1 and n.find("Norm") >= 0:
        m.weight.data.fill_(0.5)
    names = {"x": type(m).__name__}
    if names["x"].endswith("2d"):
        m.weight.data.mul_(2.0)
show(net(torch.arange(8.0).reshape(2, 1, 2, 2)))
