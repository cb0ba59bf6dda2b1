import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
import copy
class MoCo(nn.Module):
    def __init__(self, base):
        super().__init__(); self.q = base(); self.k = base()
        for a, b in zip(self.q.parameters(), self.k.parameters()): b.data.copy_(a.data); b.requires_grad = False
    @torch.no_grad()
    def mom(self):
        for a, b in zip(self.q.parameters(), self.k.parameters()): b.data = b.data * 0.9 + a.data * 0.1
    def forward(self, x):
        q = self.q(x)
        with torch.no_grad(): self.mom(); k = self.k(x)
        return q, k
m = MoCo(lambda: nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2)))
opt = torch.optim.SGD(m.q.parameters(), lr=0.1)
for _ in range(2):
    q, k = m(torch.randn(3, 2, 2, 2)); opt.zero_grad(); (q - k + 1).square().sum().backward(); opt.step()
show(*m.parameters()); show(m.k[1].running_mean)
