import torch
from torch import nn
def mk(c, k): return k(nn.LayerNorm(c))
print(mk(3, lambda m: m.weight.shape), mk(4, lambda m: mk(2, lambda n: (m.bias.numel(), n.weight.numel()))))
