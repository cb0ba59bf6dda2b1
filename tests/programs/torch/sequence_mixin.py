from collections.abc import Sequence, Mapping, Iterator
from torch import nn
class S(Sequence):
    def __init__(self, *m): self.m = m
    def __getitem__(self, i): return self.m[i]
    def __len__(self): return len(self.m)
s = S(nn.LayerNorm(3))
print([m.weight.shape for m in s], [m.bias.shape for m in reversed(s)])
