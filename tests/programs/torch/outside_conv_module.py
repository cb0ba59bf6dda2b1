import torch
from outside import BaseModule
from probe import check
from torch import nn

torch.manual_seed(0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = BaseModule()
        self.bn = nn.BatchNorm2d(4, momentum=0.3)
        for m in self.modules():
            if isinstance(m, nn.BatchNorm2d):
                nn.init.constant_(m.weight, 0.7)

    def forward(self, x):
        return self.bn(self.conv(x))


check(Net())
