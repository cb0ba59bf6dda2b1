import torch.nn as nn


class Block(nn.Module):
    def __init__(self, c, norm_layer=None):
        super().__init__()
        norm_layer = norm_layer or nn.BatchNorm2d
        self.bn1, self.bn2 = norm_layer(c), norm_layer(c, eps=1e-3)

    def forward(self, x):
        return self.bn2(self.bn1(x))
