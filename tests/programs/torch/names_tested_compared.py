import torch
from torch import nn
net = nn.Sequential(nn.Conv2d(2, 4, 1), nn.BatchNorm2d(4, momentum=0.3))
for n, p in net.named_parameters():
    print((n.split(".")[-1] == "bias") is True, (n in ("1.bias",)) + 1, n.endswith("bias") + 1, ("bias" in n).real)
