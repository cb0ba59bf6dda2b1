import torch
from torch import nn
class PreNorm(nn.Module):
    def __init__(self, dim, fn, norm=nn.LayerNorm):
        super().__init__(); self.norm = norm(dim); self.fn = fn
    def forward(self, x, **kw): return self.fn(self.norm(x), **kw)
torch.manual_seed(0)
p = PreNorm(4, PreNorm(4, nn.Linear(4, 4), nn.BatchNorm1d)); print(round(p(torch.randn(2, 4)).sum().item(), 4))
