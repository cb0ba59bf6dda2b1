import torch
from torch import nn

holder = nn.Module()
holder.norm = nn.BatchNorm2d(4)
holder.act = nn.ReLU()
for m in holder.modules():
    if isinstance(m, nn.BatchNorm2d):
        nn.init.constant_(m.weight, 0.5)
        m.eval()
print(float(holder.norm.weight.sum()), holder.norm.training)
for n, m in holder.named_children():
    print(n, hasattr(m, "running_mean"))
