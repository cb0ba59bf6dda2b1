import torch.nn as nn
class Base(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 2, 1)
        self.norm = self.make_norm(2)
        self.init()
    def make_norm(self, c):
        raise NotImplementedError
    def init(self):
        nn.init.constant_(self.norm.weight, 0.5)
    def forward(self, x):
        return self.norm(self.conv(x))
