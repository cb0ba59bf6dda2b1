import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
import types
class N(nn.Module):
    def __init__(self): super().__init__(); self.bn = nn.BatchNorm2d(2)
    def forward(self, x): return self.bn(x)
def stats(self): return self.bn.running_mean, self.bn.weight
n = N(); n.stats = types.MethodType(stats, n); n(torch.randn(3, 2, 2, 2)); show(*n.stats())
