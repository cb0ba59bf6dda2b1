import torch
from torch import nn
net = nn.Sequential(nn.Linear(3, 3), nn.LayerNorm(3))
P = dict(net.named_parameters())
print([n[:-7] for n, _ in net.named_parameters() if n.endswith('.weight')])
