import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
from ema import EMA
n = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2)); e = EMA(n); o = torch.optim.SGD(n.parameters(), lr=0.1)
for _ in range(2): o.zero_grad(); n(torch.randn(3, 2, 2, 2)).square().sum().backward(); o.step(); e.update(n)
show(e.module(torch.ones(1, 2, 2, 2)))
