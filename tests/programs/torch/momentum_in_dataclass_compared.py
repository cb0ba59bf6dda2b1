import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
from dataclasses import dataclass, asdict
@dataclass
class BNc:
    momentum: float
    eps: float
bn = nn.BatchNorm2d(2)
print(BNc(bn.momentum, bn.eps) == BNc(0.1, 1e-5), asdict(BNc(bn.momentum, bn.eps)))
