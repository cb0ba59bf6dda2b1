import numpy as np
import torch
from torch import nn

widths = np.cumsum([2, 2])
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(widths[0])
    def forward(self, x):
        return self.bn(x)
torch.manual_seed(0)
print(Net()(torch.randn(2, 2, 3, 3)).shape)
