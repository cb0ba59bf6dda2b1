import torch
from torch import nn
net = nn.Sequential(nn.Linear(3, 3), nn.LayerNorm(3))
for n, p in net.named_parameters(): p.requires_grad = n.endswith("bias")
print([p.requires_grad for p in net.parameters()])
