import collections, copy, functools, itertools, operator, types
from torch import nn
a, b, fc = nn.LayerNorm(3), nn.LayerNorm(4), nn.Linear(3, 3)
print([(m.weight.numel(), k) for m, k in itertools.product([a, b], [1])], [m.bias.numel() for m, in itertools.combinations([a, b], 1)], [n.weight.numel() for m, n in itertools.permutations([a, b], 2)])
