from torch import nn
class M(type):
    def __add__(cls, m): return m
    def __rmul__(cls, n): return nn.LayerNorm(n)
    def __or__(cls, o): return nn.LayerNorm(6)
class N(metaclass=M): pass
print((N + nn.LayerNorm(3)).weight.shape, (4 * N).weight.shape, (N | 3).weight.shape)
