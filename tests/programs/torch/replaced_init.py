import functools
import torch
from torch import nn
nn.LayerNorm.__init__ = functools.partialmethod(nn.LayerNorm.__init__, eps=0.5)
m = nn.LayerNorm(3)
print([round(v, 3) for v in m(torch.tensor([1., 2., 4.])).tolist()])
