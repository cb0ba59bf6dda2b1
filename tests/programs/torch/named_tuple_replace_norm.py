import torch
import torch.nn as nn

torch.manual_seed(0)


def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().float().flatten()[:8].tolist()])


def data(n=4, c=3, s=6):
    return torch.randn(n, c, s, s) * 2 + 1


from collections import namedtuple

Opts = namedtuple("Opts", ["norm", "act"])
base = Opts(norm=nn.InstanceNorm2d, act=nn.ReLU)
bn_opts = base._replace(norm=nn.BatchNorm2d)
nets = [nn.Sequential(nn.Conv2d(3, 4, 3), o.norm(4), o.act()) for o in (base, bn_opts)]
for net in nets:
    for _ in range(2):
        show(net(data()))
    show(net.eval()(data()))
