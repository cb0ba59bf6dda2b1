import torch
from torch import nn

torch.manual_seed(0)


def init(m):
    name = m.__class__.__name__
    if name.find("Conv") != -1:
        nn.init.normal_(m.weight, 0, 0.02)
    elif name.find("BatchNorm") != -1:
        nn.init.constant_(m.weight, 2)
        nn.init.constant_(m.bias, 0.0)


net = nn.Sequential(nn.Conv3d(2, 3, 1), nn.BatchNorm3d(3, momentum=0.05))
net.apply(init)
net(torch.rand(3, 2, 2, 2, 2))
print([round(v, 4) for v in net[1].running_mean.tolist()], net[1].weight.tolist())
