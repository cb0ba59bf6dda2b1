import torch
from torch import nn
class Net(nn.Module):
    def __init__(self, n):
        super().__init__()
        for i in range(n):
            setattr(self, "beta%d" % i, nn.Conv2d(2, 2, 1))
            self.add_module("bn" + str(i), nn.BatchNorm2d(2))
    def forward(self, x):
        return self.bn0(self.beta0(x))
net = Net(2)
print([n for n, p in net.named_parameters() if "bias" in n].__len__())
