import torch
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(nn.BatchNorm3d(2, momentum=0.05), nn.Sequential(nn.Conv3d(2, 2, 1)))
mods = list(net.modules())
print(mods[2].__class__.__name__)
d = dict(net.named_modules())
print(d["0"].weight.tolist(), len(d))
for i, m in enumerate(net.modules()):
    if isinstance(m, nn.Conv3d):
        print(i)
net(torch.rand(3, 2, 2, 2, 2))
