import torch
import torch.nn as nn
from torch.nn.modules.batchnorm import _BatchNorm
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2, momentum=0.3), nn.BatchNorm2d(2), nn.GroupNorm(1, 2))
for m in net:
    if not isinstance(m, _BatchNorm):
        continue
    nn.init.constant_(m.weight, 2.)
    m.bias.data.zero_()
for _ in range(2):
    net(torch.randn(3, 2, 2, 2) + 1)
show(net.eval()(torch.rand(1, 2, 2, 2)))
