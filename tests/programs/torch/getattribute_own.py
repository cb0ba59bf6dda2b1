from torch import nn
class N:
    def __getattribute__(self, k): return nn.LayerNorm(3)
print(N().foo.weight.shape)
