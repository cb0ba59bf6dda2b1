import torch
from torch import nn
net = nn.Sequential(nn.Conv2d(2, 4, 1), nn.BatchNorm2d(4, momentum=0.3))
for n, p in net.named_parameters():
    v = (n
         == "1.bias")
    w = ("bias"
         in n)
    if ("bias"
            in n) or p is None:
        v = 2
    print(v, w, (  # c
        "bias" in n
    ), (  # d
        n == "1.bias"
    ), (  # e
        n in ["1.bias"]
    ))
