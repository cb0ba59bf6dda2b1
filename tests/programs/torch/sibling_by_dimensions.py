import torch
from torch import nn

torch.manual_seed(0)
NORMS = {1: nn.BatchNorm1d, 2: nn.BatchNorm2d, 3: nn.BatchNorm3d}


def block(dims, width):
    return nn.Sequential(NORMS[dims](width, momentum=0.3), nn.ReLU())


for dims in (1, 2, 3):
    net = block(dims, 2)
    for _ in range(2):
        net(torch.randn(3, 2, *[2] * dims) + 1)
    net.eval()
    print(dims, [round(v, 4) for v in net(torch.ones(1, 2, *[2] * dims)).flatten().tolist()])
