import torch
from torch import nn
x = torch.arange(24.).view(2, 3, 2, 2)
def rm(b): return [round(v, 3) for v in b.running_mean.tolist()]
class N(nn.Module):
    def __init__(self): super().__init__(); self.bn = None
    def forward(self, x):
        if self.bn is None: self.bn = nn.BatchNorm2d(x.shape[1])
        return self.bn(x)
n = N().eval(); n(x); print(rm(n.bn))
