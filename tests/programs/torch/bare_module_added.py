import torch
from torch import nn


def head(c):
    m = nn.Module()
    m.add_module("norm", nn.BatchNorm2d(c))
    m.register_module("norm2", nn.BatchNorm2d(c))
    m.forward = lambda x: m.norm2(m.norm(x))
    return m


torch.manual_seed(0)
h = head(3)
x = torch.randn(4, 3, 2, 2)
print(float(h(x).abs().sum()))
h.eval()
print(float(h(x).abs().sum()))
print(len(list(h.parameters())), h.norm.weight.shape)
