import torch
from torch.nn import BatchNorm2d
from vendored import backbone


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.base = backbone()
        self.bn = BatchNorm2d(4, momentum=0.3)
        for m in self.modules():
            if isinstance(m, BatchNorm2d):
                m.weight.data.fill_(0.3)

    def forward(self, x):
        return self.bn(self.base(x))
