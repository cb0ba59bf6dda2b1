import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Conv3d(2, 3, 1), nn.SyncBatchNorm(3, momentum=0.3))
for _ in range(3):
    net(torch.rand(4, 2, 3, 3, 3))
print([round(v, 4) for v in net[1].running_mean.tolist()])
