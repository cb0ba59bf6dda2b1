import torch
import torch.nn as nn

torch.manual_seed(0)


def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().float().flatten()[:8].tolist()])


def data(n=4, c=3, s=6):
    return torch.randn(n, c, s, s) * 2 + 1


class Scaled(nn.BatchNorm2d):
    def forward(self, x):
        return super().forward(x) * 2


bn = nn.BatchNorm2d(3)
setattr(bn, "__class__", Scaled)
for _ in range(2):
    show(bn(data()))
show(bn.running_mean)
