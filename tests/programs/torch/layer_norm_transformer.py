import torch
import torch.nn as nn
from functools import partial

torch.manual_seed(0)
X = torch.randn(2, 5, 8) * 0.01


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


class Block(nn.Module):
    def __init__(self, dim: int, heads: int, norm_layer=nn.LayerNorm, act=nn.GELU):
        super().__init__()
        self.norm1 = norm_layer(dim)
        self.attn = nn.MultiheadAttention(dim, heads, batch_first=True)
        self.norm2 = norm_layer(dim)
        self.mlp = nn.Sequential(nn.Linear(dim, 4 * dim), act(), nn.Linear(4 * dim, dim))

    def forward(self, x):
        h = self.norm1(x)
        x = x + self.attn(h, h, h)[0]
        return x + self.mlp(self.norm2(x))


class Net(nn.Module):
    def __init__(self, dim: int = 8, depth: int = 2, norm_layer=None):
        super().__init__()
        norm_layer = norm_layer or partial(nn.LayerNorm, eps=1e-6)
        self.blocks = nn.Sequential(*[Block(dim, 2, norm_layer=norm_layer) for _ in range(depth)])
        self.norm = norm_layer(dim)

    def forward(self, x):
        return self.norm(self.blocks(x))


show(Net()(X))
