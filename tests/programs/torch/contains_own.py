from torch import nn
class N:
    def __contains__(self, m): return m.weight.numel() == 3
print(nn.LayerNorm(3) in N())
