import torch
from torch import nn

torch.manual_seed(0)
x = torch.randn(4, 3, 5, 5) * 2 + 1

def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:4].tolist()])


net = nn.Sequential(nn.Conv2d(3, 3, 1), nn.BatchNorm2d(3), nn.ReLU())
from collections import Counter
print(sorted(Counter((n.split(".")[-1], q.dim()) for n, q in net.named_parameters()).values()))
