import torch
from torch import nn
x = torch.arange(24.).view(2, 3, 2, 2)
def rm(b): return [round(v, 3) for v in b.running_mean.tolist()]
class N(nn.Module):
    def __init__(self): super().__init__(); self.bn = nn.BatchNorm2d(3)
    def train(self, mode=True): self.training = mode; return self
    def forward(self, x): return self.bn(x)
n = N(); n.eval(); n(x); print(rm(n.bn)); n.train(); n(x); print(rm(n.bn))
