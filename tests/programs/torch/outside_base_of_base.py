import torch
from probe import check
from torch import nn

torch.manual_seed(0)
from outside import Base
class Mid(Base):
    pass
class Net(Mid):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(4, momentum=0.3)
        for name, m in self.named_modules():
            if type(m) == nn.BatchNorm2d: nn.init.constant_(m.weight, 0.7)
    def forward(self, x): return self.bn(super().forward(x))
net = Net()
check(net)
