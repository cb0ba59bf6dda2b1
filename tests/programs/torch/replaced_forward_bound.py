import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
class Net(nn.Module):
    def __init__(self):
        super().__init__(); self.c = nn.Conv2d(2, 2, 1); self.bn = nn.BatchNorm2d(2)
    def forward(self, x): return self.bn(self.c(x))
def fwd(self, x): return self.bn(self.c(x)) * self.bn.weight.view(1, -1, 1, 1)
import types
n = Net(); n.forward = types.MethodType(fwd, n); show(n(torch.randn(3, 2, 2, 2)))
