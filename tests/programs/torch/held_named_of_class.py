import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.Conv3d(2, 2, 1), nn.BatchNorm3d(2, momentum=0.3))
print([name for name, module in net.named_modules() if isinstance(module, nn.BatchNorm3d)])
net(torch.rand(3, 2, 2, 2, 2))
print([round(v, 4) for v in net[1].running_mean.tolist()])
