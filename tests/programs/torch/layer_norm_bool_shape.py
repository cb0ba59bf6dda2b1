import torch
import torch.nn as nn

torch.manual_seed(0)
X = torch.randn(2, 5, 8) * 0.01


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


w = int("8")
m = nn.LayerNorm(w)
show(m(X))
w2 = len(X[0, 0])
show(nn.LayerNorm(w2)(X))
