import torch
from probe import check
from torch import nn

torch.manual_seed(0)
import outside
class Net(nn.Sequential):
    def __init__(self):
        super().__init__(outside.Base(), nn.BatchNorm2d(4, momentum=0.3))
        for m in self:
            if isinstance(m, nn.BatchNorm2d): nn.init.constant_(m.weight, 0.7)
        for m in self[0].children():
            if isinstance(m, nn.BatchNorm2d): nn.init.constant_(m.weight, 0.6)
net = Net()
check(net)
