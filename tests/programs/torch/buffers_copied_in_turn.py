import torch
from torch import nn


def net():
    return nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2))


torch.manual_seed(0)
one, other = net(), net()
for _ in range(3):
    one(torch.randn(4, 2, 3, 3))
kept = {name: value.detach().clone() for name, value in one.state_dict().items()}
late = {}
for name, value in kept.items():
    late[name] = value.float()
other.load_state_dict(late)
for value in other.buffers():
    value.requires_grad_(False)
other.eval()
print(other(torch.ones(1, 2, 1, 1)).flatten().tolist())
