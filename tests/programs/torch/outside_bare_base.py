import torch
from probe import check
from torch import nn

torch.manual_seed(0)
from outside import Bare
class Factory(Bare):
    def all(self):
        return nn.Sequential(self.make(), nn.BatchNorm2d(4, momentum=0.3))
net = Factory().all()
for m in net.modules():
    if isinstance(m, nn.BatchNorm2d): nn.init.constant_(m.weight, 0.7)
check(net)
