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
for m in net.children():
    if m.__class__.__name__ == "BatchNorm2d": print(m.num_features)
    if isinstance(m, nn.BatchNorm2d): m.eval()
check(net)
