import torch
from torch import nn
from torch.nn.init import constant_


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(2, momentum=0.3)
        constant_(self.bn.weight, 0.5)

    def forward(self, x):
        return self.bn(x)
