from . import BatchNorm2d, nn


class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.bn = BatchNorm2d(c, momentum=0.2)

    def forward(self, x):
        return self.bn(x)
