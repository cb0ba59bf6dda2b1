import functools
from torch import nn

@functools.cache
def size(m):
    return m.weight.numel()

a = nn.LayerNorm(3)
print(size(a), size(a), size.cache_info().hits)
