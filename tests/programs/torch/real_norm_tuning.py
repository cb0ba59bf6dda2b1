import torch
from torch import nn
net = nn.Sequential(nn.Linear(3, 3), nn.LayerNorm(3), nn.GroupNorm(1, 3))
net.requires_grad_(False)
for m in net.modules():
    if isinstance(m, (nn.LayerNorm, nn.GroupNorm)):
        for p in m.parameters(): p.requires_grad_(True)
print([p.requires_grad for p in net.parameters()])
