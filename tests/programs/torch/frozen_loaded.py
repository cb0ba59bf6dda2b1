import torch
from torch import nn
class FrozenBN(nn.Module):
    def __init__(self, c):
        super().__init__()
        for n, v in (("weight", torch.ones(c)), ("bias", torch.zeros(c)), ("running_mean", torch.zeros(c)), ("running_var", torch.ones(c))):
            self.register_buffer(n, v)
    def forward(self, x):
        s = self.weight * (self.running_var + 1e-5).rsqrt()
        return x * s.view(1, -1, 1, 1) + (self.bias - self.running_mean * s).view(1, -1, 1, 1)
torch.manual_seed(0)
def build(norm): return nn.Sequential(nn.Conv2d(3, 4, 1), norm(4))
a = build(nn.BatchNorm2d); a(torch.randn(2, 3, 2, 2))
b = build(FrozenBN)
r = b.load_state_dict(a.state_dict(), strict=False)
print(round(b(torch.ones(1, 3, 2, 2)).sum().item(), 4), bool(r.missing_keys))
