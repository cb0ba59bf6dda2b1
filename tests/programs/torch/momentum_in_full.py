import torch
import torch.nn as nn

torch.manual_seed(0)
x = torch.randn(3, 2, 2, 2) + 1


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])



import numpy as np
bn = nn.BatchNorm2d(2, momentum=0.1)
m = torch.full((2,), bn.momentum, dtype=torch.float64)
print((m == 0.1).all(), np.float64(bn.momentum) == 0.1, torch.equal(m, torch.tensor([0.1, 0.1], dtype=torch.float64)))
