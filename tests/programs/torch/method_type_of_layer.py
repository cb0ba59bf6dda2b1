import types
import torch
from torch import nn
m = nn.LayerNorm(3)
def scale(self, k): return (self.weight * k).sum().item()
m.scale = types.MethodType(scale, m)
m.twice = lambda: m.weight * 2
print(m.scale(2), m.twice().sum().item())
