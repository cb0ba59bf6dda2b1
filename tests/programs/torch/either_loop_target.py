import torch
from torch import nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(3, 3), nn.LayerNorm(3), nn.GroupNorm(1, 3), nn.Linear(3, 3), nn.BatchNorm1d(3), nn.RMSNorm(3))
class H: pass
h = H()
for m in list(net)[:4]:
    for h.w in (m.weight, m.bias):
        h.w.data.fill_(1.5)
print([round(p.sum().item(), 3) for p in net.parameters()], [p.requires_grad for p in net.parameters()])
