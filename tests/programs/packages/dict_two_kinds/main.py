from torch import nn
from probe import check


class Block(nn.Module):
    def __init__(self, c, norm, norm_kwargs):
        super().__init__()
        self.norm = norm(c, **norm_kwargs)

    def forward(self, x):
        return self.norm(x)


check(nn.Sequential(Block(2, nn.BatchNorm2d, dict(momentum=0.3)), Block(2, nn.InstanceNorm2d, dict(momentum=0.3))), (4, 2, 6, 6))
