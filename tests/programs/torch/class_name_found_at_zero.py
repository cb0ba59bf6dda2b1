def show(*ts):
    for t in ts:
        print(t if isinstance(t, int) else [round(v, 4) for v in t.detach().flatten()[:6].tolist()])


import torch
import torch.nn as nn

net = nn.Sequential(nn.BatchNorm2d(2), nn.Conv2d(2, 2, 1))
for m in net.modules():
    name = m.__class__.__name__
    if name.find("Norm"):
        m.weight.data.fill_(0.5) if hasattr(m, "weight") else None
    if name.lower().find("batchnorm") > 0:
        m.weight.data.fill_(7.0)
    if name.lower().find("batchnorm") == 0:
        m.bias.data.fill_(7.0)
show(net(torch.arange(16.0).reshape(2, 2, 2, 2)))
