import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.BatchNorm3d(2, momentum=0.3), nn.Flatten(2), nn.Conv1d(2, 2, 1))
two = nn.Sequential(nn.BatchNorm2d(2, momentum=0.3))
n = 0
for m in list(net.modules()) + list(two.modules()):
    if isinstance(m, (nn.BatchNorm2d, nn.BatchNorm3d)):
        m.weight.data.fill_(0.5)
        n += 1
print(n)
net(torch.rand(3, 2, 2, 2, 2))
two(torch.rand(3, 2, 2, 2))
print(net[0].running_mean.tolist(), two[0].running_mean.tolist())
