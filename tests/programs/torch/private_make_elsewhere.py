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
def _make(c):
    return nn.BatchNorm2d(c, momentum=0.3)
class N(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = _make(2)
    def forward(self, x):
        return self.bn(x)
run(N())
l = [_make(2)]
show(l[0](torch.randn(3, 2, 2, 2)))
