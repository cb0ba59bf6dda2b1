from torch import nn

BN = dict(momentum=0.1, eps=1e-3)


class Net(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.bn = nn.BatchNorm2d(c, **BN)

    def forward(self, x):
        return self.bn(x)
