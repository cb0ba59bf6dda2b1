import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
_bn = None
def build(c):
    global _bn
    _bn = nn.BatchNorm2d(c, momentum=0.3)
def use(x):
    if _bn is None:
        build(x.shape[1])
        _bn.weight.data.fill_(0.5)
    return _bn(x)
x = torch.randn(3, 2, 2, 2)
show(use(x), use(x))
show(_bn.running_mean)
