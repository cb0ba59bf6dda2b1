from torch import nn
class S:
    def __init__(self): self.ms = [nn.LayerNorm(3), nn.LayerNorm(4)]
    def __getitem__(self, i): return self.ms[i]
print(max(S(), key=lambda m: m.weight.numel()) is None)
