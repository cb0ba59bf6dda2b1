import torch.nn as nn
from vendored import backbone


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.base = backbone()
        self.conv = nn.Conv2d(4, 4, 3)
        self.bn = nn.BatchNorm2d(4, momentum=0.3)
        for m in self.modules():
            if type(m) is nn.BatchNorm2d:
                nn.init.constant_(m.weight, 0.7)

    def forward(self, x):
        return self.bn(self.conv(self.base(x)))
