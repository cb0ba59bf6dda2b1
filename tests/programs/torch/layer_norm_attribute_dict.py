import torch
import torch.nn as nn

torch.manual_seed(0)
X = torch.randn(2, 5, 8) * 0.01


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


class C:
    def __init__(self, **kw):
        self.dim = 8
        self.__dict__.update(kw)


show(nn.LayerNorm(C(dim=[5, 8]).dim)(X))
show(nn.LayerNorm(C().dim)(X))
