import torch
from torch import nn

torch.manual_seed(0)
conv = nn.Conv2d(2, 2, 1)
conv.norm = nn.BatchNorm2d(2, momentum=0.3)
x = torch.randn(4, 2, 2, 2)
conv.norm(x)
print(float(conv.norm.running_mean.sum()))
conv.eval()
print(float(conv.norm(x).sum()))
