import torch
from torch import nn

torch.manual_seed(0)

class A(nn.Module):
    def __init__(self, c, norm, act):
        super().__init__()
        self.norm = norm(c, momentum=0.3)
        self.act = act()

class B(nn.Module):
    def __init__(self, c, mid, norm, act):
        super().__init__()
        self.conv = nn.Conv2d(c, mid, 1)
        self.norm = norm(mid, momentum=0.3)
        self.act = act()

def make(block, norm):
    if block == A:
        return block(4, norm, nn.ReLU)
    else:
        return block(4, 8, norm, nn.ReLU)

def make2(block, norm):
    if block is B:
        return block(4, 8, norm, nn.ReLU)
    return block(4, norm, nn.ReLU)

def make3(block, norm):
    if block in (B,):
        return block(4, 8, norm, nn.ReLU)
    return block(4, norm, nn.ReLU)

for f in (make, make2, make3):
    for block in (A, B):
        net = f(block, nn.BatchNorm2d)
        net.norm(torch.randn(2, net.norm.num_features, 3, 3))
        print(net.norm.running_mean.sum().item(), net.norm.running_var.sum().item())
