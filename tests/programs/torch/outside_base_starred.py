import torch
from probe import check
from torch import nn

torch.manual_seed(0)
import outside
class Net(*(outside.Base,)):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(4, momentum=0.3)
        for m in self.modules():
            if isinstance(m, nn.BatchNorm2d): nn.init.constant_(m.weight, 0.7)
    def forward(self, x): return self.bn(super().forward(x))
net = Net()
check(net)
