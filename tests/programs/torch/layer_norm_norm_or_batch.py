import torch
import torch.nn as nn

torch.manual_seed(0)
X = torch.randn(2, 5, 8) * 0.01


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


class B(nn.Module):
    def __init__(self, dim: int, norm_layer=nn.LayerNorm):
        super().__init__()
        self.n = norm_layer(dim)

    def forward(self, x):
        return self.n(x)


show(B(8)(X))
b = B(5, nn.BatchNorm1d)
show(b(X))
b.eval()
show(b(X))
