import torch
from torch import nn
net = nn.Sequential(nn.Linear(3, 3), nn.LayerNorm(3))
P = dict(net.named_parameters())
for n, p in net.named_parameters(): p.tag = n
print([p.tag.endswith('weight') for p in net.parameters()], net[1].bias.tag == '1.bias')
