import torch
import torch.nn as nn

torch.manual_seed(0)
X = torch.randn(2, 5, 8) * 0.01


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


class B(nn.Module):
    def __init__(self, dim=8):
        super().__init__()
        self.dim = dim
        self.n = nn.LayerNorm(self.dim * 2 // 2, eps=1e-6)

    def forward(self, x):
        return self.n(input=x)


b = B()
show(b(X))
for n, p in b.named_parameters():
    print(p.shape)
