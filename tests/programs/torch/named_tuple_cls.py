from typing import NamedTuple
import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
BATCH = torch.arange(24.0).reshape(3, 2, 2, 2) ** 1.5 / 10
def run(net):
    net(BATCH)
    net.eval()
    show(net(BATCH))
class P(NamedTuple):
    name: str
    m: nn.Module
p = P("a", nn.BatchNorm2d(2, momentum=0.3))
run(p.m)
show(p[1].weight)
_, b = p
show(b.running_mean)
for q in p:
    if isinstance(q, nn.Module):
        show(q.weight)
