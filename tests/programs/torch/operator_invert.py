from torch import nn
class B:
    def __init__(self, m): self.m = m
    def __invert__(self): return self.m
print((~B(nn.LayerNorm(5))).weight.shape)
