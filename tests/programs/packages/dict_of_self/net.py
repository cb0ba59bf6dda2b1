from torch import nn
from cfg import Settings, NORM


class Block(nn.Module):
    def __init__(self, c, norm_kwargs=NORM):
        super().__init__()
        self.kwargs = norm_kwargs
        self.bn = nn.BatchNorm2d(c, **self.kwargs)
        self.bn2 = nn.BatchNorm2d(c, **Settings.BN)
        self.bn3 = nn.BatchNorm2d(c, **norm_kwargs)
        self.gn = nn.GroupNorm(1, c, **Settings.GN)

    def forward(self, x):
        return self.gn(self.bn3(self.bn2(self.bn(x))))
