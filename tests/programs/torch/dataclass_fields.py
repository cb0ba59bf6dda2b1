from dataclasses import dataclass, fields, replace, astuple
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
@dataclass
class C:
    bn: object
    n: int = 1
c = C(nn.BatchNorm2d(2, momentum=0.3))
run(c.bn)
d = replace(c, n=2)
show(d.bn.weight)
for f in fields(c):
    v = getattr(c, f.name)
    if isinstance(v, nn.Module):
        show(v.running_mean)
