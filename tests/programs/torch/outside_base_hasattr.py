import torch
from probe import check
from torch import nn

torch.manual_seed(0)
from outside import Base
class Net(Base):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(4, momentum=0.3)
        for m in self.modules():
            if hasattr(m, "running_mean"): m.running_mean.fill_(0.2)
    def forward(self, x): return self.bn(super().forward(x))
net = Net()
check(net)
