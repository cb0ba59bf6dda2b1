import torch
from torch import nn
class N(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_parameter("beta", nn.Parameter(torch.ones(2)))
        self.bn = nn.BatchNorm2d(2)
net = N()
print(sum(n.endswith("bias") for n, p in net.named_parameters()))
