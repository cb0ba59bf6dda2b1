import torch
from torch import nn

torch.manual_seed(0)
seen = []
net = nn.Sequential(nn.Conv3d(2, 3, 1), nn.BatchNorm3d(3, momentum=0.05))
for name, m in net.named_modules():
    if isinstance(m, nn.BatchNorm3d):
        m.register_forward_hook(lambda mod, i, o: seen.append(o.shape))
net(torch.rand(3, 2, 2, 2, 2))
print(seen, [round(v, 4) for v in net[1].running_mean.tolist()])
for m in net.modules():
    m.register_forward_hook(lambda mod, i, o: seen.append(o.shape))
net(torch.rand(3, 2, 2, 2, 2))
print(len(seen))
