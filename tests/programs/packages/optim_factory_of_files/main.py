import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
from optim import create
n = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2)); o = create(n, 0.5)
n(torch.randn(3, 2, 2, 2)).square().sum().backward(); o.step(); show(*n.parameters())
