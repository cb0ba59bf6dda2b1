import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
def block(c, norm_layer=nn.BatchNorm2d):
    return nn.Sequential(nn.Conv2d(c, c, 1), norm_layer(c, momentum=0.3))
class Mine(nn.BatchNorm2d):
    pass
import sys
net = getattr(sys.modules[__name__], 'block')(2, Mine)
for _ in range(2):
    net(torch.randn(3, 2, 2, 2) + 1)
show(net.eval()(torch.rand(1, 2, 2, 2)))
