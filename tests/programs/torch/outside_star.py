import torch
from outside import *
from probe import check
from torch import nn

torch.manual_seed(0)
net = nn.Sequential(backbone(), nn.BatchNorm2d(4, momentum=0.3))
for m in net.modules():
    if isinstance(m, nn.BatchNorm2d):
        nn.init.constant_(m.weight, 0.7)
check(net)
