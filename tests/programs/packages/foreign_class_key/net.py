from torch import nn
from vendored import backbone

VALUES = {nn.BatchNorm2d: 0.7, nn.Conv2d: 0.1}


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.base = backbone()
        self.bn = nn.BatchNorm2d(4, momentum=0.3)
        for m in self.modules():
            value = VALUES.get(type(m))
            if value is not None:
                nn.init.constant_(m.weight, value)

    def forward(self, x):
        return self.bn(self.base(x))
