import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
def isinstance(a, b):
    return False
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2, momentum=0.3), nn.GroupNorm(1, 2))
for m in net:
    nn.init.constant_(m.weight, 0.5)
for _ in range(2):
    net(torch.randn(3, 2, 2, 2) + 1)
show(net.eval()(torch.rand(1, 2, 2, 2)))
