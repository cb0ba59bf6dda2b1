import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.BatchNorm3d(2, momentum=0.3))
n = 0
for m in net.modules():
    n += 1
print(n)
net(torch.rand(3, 2, 2, 2, 2))
print(net[0].running_mean.tolist())
