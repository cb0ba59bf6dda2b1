import torch
from torch import nn
net = nn.Sequential(nn.Linear(3, 3), nn.LayerNorm(3))
P = dict(net.named_parameters())
for n, p in net.named_parameters():
    if n.endswith('.weight'): print(type(net.get_submodule(n[:-7])).__name__)
