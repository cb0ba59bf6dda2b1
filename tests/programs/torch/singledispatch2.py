import functools
import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
BATCH = torch.arange(24.0).reshape(3, 2, 2, 2) ** 1.5 / 10
def run(net):
    net(BATCH)
    net.eval()
    show(net(BATCH))
@functools.singledispatch
def stat(m):
    return m.weight
@stat.register
def _(m: nn.BatchNorm2d):
    return m.running_mean
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2, momentum=0.3))
run(net)
for m in net:
    show(stat(m))
