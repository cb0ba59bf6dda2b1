import torch
from probe import check
from torch import nn

torch.manual_seed(0)
from outside import Base
class Net(Base):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(4, momentum=0.3)
        for b in (self.bn, self.norm):
            nn.init.constant_(b.weight, 0.7)
    def forward(self, x): return self.bn(super().forward(x))
net = Net()
check(net)
