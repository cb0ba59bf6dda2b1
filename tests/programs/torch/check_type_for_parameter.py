import torch
from torch import nn

torch.manual_seed(0)
class A(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm2d(4)
    def forward(self, x):
        return self.norm(x)
class B(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.GroupNorm(2, 4)
    def forward(self, x):
        return self.norm(x)

net = nn.Sequential(A(), B())

def show(kind):
    for m in net:
        if type(m) is not kind:
            print(m.norm.weight.sum().item())

show(A)
show(B)
