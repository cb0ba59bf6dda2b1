import torch.nn as nn
from wrappers import get_norm
class Stem(nn.Module):
    def __init__(self, norm):
        super().__init__()
        self.conv = nn.Conv2d(2, 2, 1)
        self.norm = get_norm(norm, 2)
    def forward(self, x):
        x = self.conv(x)
        if self.norm is not None:
            x = self.norm(x)
        return x
