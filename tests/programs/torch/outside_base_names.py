import torch
from probe import check
from torch import nn

torch.manual_seed(0)
from outside import Base
class Net(Base):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(4, momentum=0.3)
    def forward(self, x): return self.bn(super().forward(x))
net = Net()
for n, p in net.named_parameters():
    if "bias" in n: p.data.fill_(0.3)
    if n.endswith("bn.weight"): p.data.fill_(0.2)
check(net)
