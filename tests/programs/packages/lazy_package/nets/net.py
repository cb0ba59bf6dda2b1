from torch import nn
from . import Norm
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = Norm(3)
    def forward(self, x): return self.norm(x)
