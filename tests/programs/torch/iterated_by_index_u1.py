from torch import nn
class S:
    def __init__(self): self.ms = [nn.LayerNorm(3), nn.LayerNorm(4)]
    def __getitem__(self, i): return self.ms[i]
a, b = S()
print(a.weight.shape)
