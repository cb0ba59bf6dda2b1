import torch
import torch.nn as nn

torch.manual_seed(0)
X = torch.randn(2, 5, 8) * 0.01


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


m = nn.LayerNorm(8, 1e-5, True)
print(m.elementwise_affine, m.weight is not None)
show(m(X))
