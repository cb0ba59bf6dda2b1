import torch
from probe import check
from torch import nn

torch.manual_seed(0)
from outside import wrap
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(4, momentum=0.3)
    def init(self):
        for m in self.modules():
            if isinstance(m, nn.BatchNorm2d): nn.init.constant_(m.weight, 0.7)
        return self
    def forward(self, x): return self.bn(x)
Net = wrap(Net)
net = Net().init()
check(net)
