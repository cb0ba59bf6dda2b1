import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
d = {"a": nn.BatchNorm2d(2)}; d.update(b=nn.BatchNorm2d(2)); d |= {"c": nn.BatchNorm2d(2)}; d.setdefault("e", nn.BatchNorm2d(2)); l = d.pop("a"); show(l(torch.randn(3, 2, 2, 2)))
for k, v in sorted(d.items()): show(v(torch.randn(3, 2, 2, 2)), v.running_mean)
