from torch import nn
class N:
    def __reversed__(self): return iter([nn.LayerNorm(3)])
print([m.weight.shape for m in reversed(N())])
