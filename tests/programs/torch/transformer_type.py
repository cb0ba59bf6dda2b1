import torch
from torch import nn
t = nn.Transformer(4, 2, 1, 1, 8)
ln = nn.LayerNorm(4)
print(sum(type(m) is type(ln) for m in t.modules()))
