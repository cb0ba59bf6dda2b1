import itertools
from torch import nn
a, b = itertools.tee(m for m in (nn.LayerNorm(3), nn.LayerNorm(4)))
print([m.weight.shape for m in a], [next(b).bias.shape])
