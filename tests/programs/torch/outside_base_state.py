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
other = Net()
net.load_state_dict({k: v for k, v in other.state_dict().items() if "running" not in k}, strict=False)
check(net)
