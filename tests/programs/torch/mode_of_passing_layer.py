import torch
from torch import nn
x = torch.arange(24.).view(2, 3, 2, 2)
def rm(b): return [round(v, 3) for v in b.running_mean.tolist()]
class N(nn.Module):
    def forward(self, x): b = nn.BatchNorm2d(3); y = b(x); self.last = rm(b); return y
n = N().eval(); n(x); print(n.last)
