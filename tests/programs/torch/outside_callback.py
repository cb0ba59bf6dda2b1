import torch
from probe import check
from torch import nn

torch.manual_seed(0)
from outside import run
bn = nn.BatchNorm2d(4, momentum=0.3)
def finish(b):
    net = nn.Sequential(b, bn)
    for m in net.modules():
        if isinstance(m, nn.BatchNorm2d): nn.init.constant_(m.weight, 0.7)
    return net
net = run(finish)
check(net)
