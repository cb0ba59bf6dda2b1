import torch
from torch import nn
class N(nn.Module):
    def __init__(self):
        super().__init__()
        self.beta_net = nn.Conv2d(2,2,1)
        self.bn = nn.BatchNorm2d(2)
net = N()
print(sum("bias" in n for n, p in net.named_parameters()))
