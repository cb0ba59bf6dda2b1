import sys
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
this = sys.modules[__name__]
def make_bn(c):
    return nn.BatchNorm2d(c, momentum=0.3)
def build(kind):
    return getattr(this, "make_" + kind)(2)
bn = build("bn")
run(bn)
show(bn.weight)
