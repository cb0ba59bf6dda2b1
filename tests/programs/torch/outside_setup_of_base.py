import torch
from probe import check
from torch import nn

torch.manual_seed(0)
from outside import Base
class Net(Base):
    def setup(self):
        self.norm = nn.BatchNorm2d(4, momentum=0.3)
        self.norm.weight.data.fill_(0.4)
        print(self.norm.momentum)
net = Net()
check(net)
