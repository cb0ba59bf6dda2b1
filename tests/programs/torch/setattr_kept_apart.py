import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
class N(nn.Module):
    def __setattr__(self, k, v):
        if isinstance(v, nn.Module): self.__dict__.setdefault("loose", {})[k] = v
        else: super().__setattr__(k, v)
    def __getattr__(self, k):
        if k in self.__dict__.get("loose", {}): return self.__dict__["loose"][k]
        return super().__getattr__(k)
    def __init__(self): super().__init__(); self.bn = nn.BatchNorm2d(2)
    def forward(self, x): return self.bn(x)
n = N().eval(); show(n(torch.randn(3, 2, 2, 2)), n.bn.running_mean)
