import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
from typing import NamedTuple
class P(NamedTuple):
    bn: nn.BatchNorm2d
    k: int = 3
p = P(nn.BatchNorm2d(2)); show(p.bn(torch.randn(3, 2, 2, 2)), p.bn.weight, p[0].running_mean); bn, k = p; show(bn.bias)
