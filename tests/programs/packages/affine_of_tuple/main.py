import torch.nn as nn
from probe import check

net = nn.Sequential(nn.BatchNorm2d(2, momentum=0.3), nn.BatchNorm2d(2), nn.Conv2d(2, 2, 1))
for m in net.modules():
    if isinstance(m, (nn.BatchNorm2d, nn.GroupNorm)) and m.affine:
        nn.init.constant_(m.weight, 0.5)
check(net, (4, 2, 6, 6))
