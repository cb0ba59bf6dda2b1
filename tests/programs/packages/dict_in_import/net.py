from torch import nn
from cfg import BN


class Net(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.bn = nn.BatchNorm2d(c, **BN)

    def forward(self, x):
        return self.bn(x)
