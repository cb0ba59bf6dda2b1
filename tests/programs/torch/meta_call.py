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
class M(type):
    def __call__(cls, *a, **k):
        o = super().__call__(*a, **k)
        return o.m
class N(metaclass=M):
    def __init__(self, c):
        self.m = nn.BatchNorm2d(c, momentum=0.3)
n = N(2)
run(n)
show(n.running_mean)
