import torch
import torch.nn as nn

torch.manual_seed(0)
X = torch.randn(2, 5, 8) * 0.01


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


class Rms(nn.Module):
    def __init__(self, dim, eps=1e-6):
        super().__init__()
        self.eps = eps
        self.weight = nn.Parameter(torch.ones(dim))

    def forward(self, x):
        return x * self.weight / (x.pow(2).mean(-1, keepdim=True) + self.eps).sqrt()


for norm in (nn.LayerNorm, Rms):
    m = norm(8, eps=1e-5)
    show(m(X))
    print(m.eps, m.weight.shape)
