import warnings

import torch
from torch import nn
from torch.nn import init


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


x = torch.arange(24.0).reshape(3, 2, 2, 2) ** 1.5 / 10
warnings.simplefilter("ignore")
net = nn.Sequential(nn.Conv2d(2, 4, 1), nn.BatchNorm2d(4, momentum=0.3))
for m in net.modules():
    if isinstance(m, nn.Conv2d):
        init.constant(m.weight, 0.5)
        init.constant(m.bias, 0)
    elif isinstance(m, nn.BatchNorm2d):
        init.constant(m.weight, 0.7)
        init.constant(m.bias, 0.1)
show(net(x))
show(net.eval()(x))
