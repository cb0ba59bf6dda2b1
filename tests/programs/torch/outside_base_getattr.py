import torch
from probe import check
from torch import nn

torch.manual_seed(0)
from outside import Base
class Net(Base):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(4, momentum=0.3)
        for n in ("bn", "norm"):
            b = getattr(self, n)
            b.weight.data.fill_(0.3)
    def forward(self, x): return self.bn(super().forward(x))
net = Net()
check(net)
