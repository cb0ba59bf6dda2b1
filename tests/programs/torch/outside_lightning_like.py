import torch
from probe import check
from torch import nn

torch.manual_seed(0)
import outside
class Net(outside.Base):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.BatchNorm2d(4, momentum=0.3))
        self.freeze()
    def freeze(self):
        for m in self.net.modules():
            if isinstance(m, nn.BatchNorm2d): m.weight.requires_grad = False; m.eval()
    def forward(self, x): return self.net(super().forward(x))
net = Net()
check(net)
