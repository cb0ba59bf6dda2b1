import torch
from torch import nn

torch.manual_seed(0)
NORMS = {2: nn.BatchNorm2d, 3: nn.BatchNorm3d}


def block(dims, w):
    return nn.Sequential(NORMS[dims](w, momentum=0.3), nn.ReLU())


for dims in (2, 3):
    net = block(dims, 2)
    for _ in range(2):
        net(torch.randn(3, 2, *[2] * dims) + 1)
    print([round(v, 4) for v in net[0].running_mean.tolist()], net[0].weight.tolist())
