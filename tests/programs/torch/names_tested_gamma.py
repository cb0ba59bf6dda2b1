import torch
from torch import nn
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(4) * 0.5)
        self.bn = nn.BatchNorm2d(4, momentum=0.3)
    def forward(self, x):
        return self.bn(x) * self.gamma.view(1, -1, 1, 1)
net = nn.Sequential(nn.Conv2d(2, 4, 1), Block())
groups = [[], []]
for name, p in net.named_parameters():
    groups["weight" in name].append(p)
print([len(g) for g in groups])
