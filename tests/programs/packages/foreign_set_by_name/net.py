from torch import nn
from vendored import backbone


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.base = backbone()
        self.bn = nn.BatchNorm2d(4)
        for m in self.modules():
            if isinstance(m, nn.BatchNorm2d):
                setattr(m, "momentum", 0.2)

    def forward(self, x):
        return self.bn(self.base(x))
