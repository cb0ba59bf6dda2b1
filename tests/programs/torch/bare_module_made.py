import torch
from torch import nn


def build(norm):
    holder = nn.Module()
    holder.fc = norm(4)
    holder.conv = nn.Conv2d(1, 1, 1)
    return holder


m = build(nn.BatchNorm2d)
print("fc.weight" in m.state_dict(), "conv.weight" in m.state_dict())
