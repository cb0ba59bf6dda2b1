from functools import partial
import operator
from torch import nn
f = partial(operator.eq, "weight")
print([f(n) for n, _ in nn.LayerNorm(3).named_parameters()], list(map("weight".__eq__, dict(nn.LayerNorm(3).named_parameters()))))
