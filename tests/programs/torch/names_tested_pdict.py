import torch
from torch import nn
class N(nn.Module):
    def __init__(self):
        super().__init__()
        self.ps = nn.ParameterDict({"gamma": nn.Parameter(torch.ones(2))})
        self.bn = nn.BatchNorm2d(2)
net = N()
print(sum("weight" in n for n, p in net.named_parameters()))
