import torch
import torch.nn as nn

torch.manual_seed(0)
X = torch.randn(2, 5, 8) * 0.01


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


import numpy as np

d = np.int64(8)
show(nn.LayerNorm(d)(X))
show(nn.LayerNorm(int(d))(X))
