from torch import nn
from vendored import backbone


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.base = backbone()
        self.bn = nn.BatchNorm2d(4, momentum=0.3)
        count = 0
        for m in self.modules():
            kind = type(m)
            if kind is nn.BatchNorm2d:
                count += 1
            if issubclass(m.__class__, nn.BatchNorm2d):
                count += 10
        print(count)

    def forward(self, x):
        return self.bn(self.base(x))
