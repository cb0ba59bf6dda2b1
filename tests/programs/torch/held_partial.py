from functools import partial

import torch
from torch import nn

torch.manual_seed(0)


class Head(nn.Module):
    def __init__(self, norm=partial(nn.BatchNorm3d, momentum=0.1, eps=1e-3)):
        super().__init__()
        self.norm = norm(4)
        self.norm.weight.data.zero_()

    def forward(self, x):
        return x + self.norm(x)


class Own(nn.BatchNorm3d):
    pass


h = Head()
o = Own(4, momentum=0.2)
print(h(torch.rand(2, 4, 2, 2, 2)).mean().item(), o(torch.rand(2, 4, 2, 2, 2)).std().item() > 0)
print(h.norm.running_mean.tolist(), o.running_mean.tolist())
h.norm.track_running_stats
