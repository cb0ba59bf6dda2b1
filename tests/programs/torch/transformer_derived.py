import torch
from torch import nn
class Enc(nn.TransformerEncoderLayer):
    def __init__(self, d, h):
        super().__init__(d, h, 8, dropout=0.0)
        self.norm3 = nn.LayerNorm(d)
    def forward(self, x): return self.norm3(super().forward(x))
torch.manual_seed(0)
e = Enc(4, 2)
print(sum(isinstance(m, nn.LayerNorm) for m in e.children()), round(e(torch.ones(2, 1, 4)).sum().item(), 3))
