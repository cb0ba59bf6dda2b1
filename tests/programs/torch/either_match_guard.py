import torch
from torch import nn
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(3, 3), nn.LayerNorm(3), nn.GroupNorm(1, 3), nn.Linear(3, 3), nn.BatchNorm1d(3), nn.RMSNorm(3))
for m in list(net)[:4]:
    match m:
        case nn.Linear() if m.weight.ndim == 2: m.weight.data.zero_()
        case nn.LayerNorm() | nn.GroupNorm() if m.weight.ndim == 1: m.bias.data.fill_(2.)
        case _: print('?')
print([round(p.sum().item(), 3) for p in net.parameters()], [p.requires_grad for p in net.parameters()])
