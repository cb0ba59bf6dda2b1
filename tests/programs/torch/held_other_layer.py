import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(
    nn.BatchNorm3d(2, momentum=0.3),
    nn.Sequential(nn.Flatten(2, 3), nn.BatchNorm2d(2, momentum=0.3)),
)
n = 0
for m in net.modules():
    if isinstance(m, nn.BatchNorm2d):
        n += 1
print(n)
net(torch.rand(3, 2, 2, 2, 2))
print(net[0].running_mean.tolist(), net[1][1].running_mean.tolist())
