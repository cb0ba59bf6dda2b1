import torch
from torch import nn

torch.manual_seed(0)


def scale(m):
    if isinstance(m, nn.BatchNorm2d):
        m.weight.data.fill_(2)
    elif isinstance(m, nn.BatchNorm1d):
        m.bias.data.fill_(0.5)
    if hasattr(m, "weight"):
        print(type(m).__name__, m.weight.detach().sum().item() > -9)


net = nn.Sequential(nn.BatchNorm2d(2), nn.Flatten(), nn.Linear(8, 3), nn.BatchNorm1d(3))
net.apply(scale)
print([round(v, 4) for v in net(torch.randn(2, 2, 2, 2)).flatten().tolist()])
