import torch
from torch import nn

torch.manual_seed(0)
seen = []


def init(m):
    """Fill."""
    seen.append(1)
    if isinstance(m, nn.BatchNorm3d):
        m.weight.data.fill_(0.5)


net = nn.Sequential(nn.Conv3d(2, 3, 1), nn.BatchNorm3d(3, momentum=0.05))
net.apply(init)
print(len(seen))
net(torch.rand(3, 2, 2, 2, 2))
print([round(v, 4) for v in net[1].running_mean.tolist()])
