import torch
from torch import nn
torch.manual_seed(0)
class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(5, 4)
        self.enc = nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 8, 0.0), 2)
        self.ln = nn.LayerNorm(4)
        self.apply(self._init)
    def _init(self, m):
        if isinstance(m, nn.LayerNorm):
            nn.init.constant_(m.weight, 0.5); nn.init.constant_(m.bias, 0.1)
    def forward(self, x): return self.ln(self.enc(self.emb(x)))
m = Model(); print(round(m(torch.tensor([[1], [2]])).abs().sum().item(), 3))
