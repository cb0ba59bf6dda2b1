import torch.nn as nn
from config import Config
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = Config.get().norm(2, momentum=0.3)
    def forward(self, x):
        return self.bn(x)
