import torch
import torch.nn as nn

torch.manual_seed(0)
X = torch.randn(2, 5, 8) * 0.01


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


class B(nn.Module):
    def __init__(self, dim: int):
        super().__init__()
        self.n = nn.LayerNorm(dim)

    def forward(self, x):
        return self.n(x)


show(B(8)(X))
