import torch
from torch import nn
net = nn.Sequential(nn.Conv2d(2, 4, 1), nn.BatchNorm2d(4, momentum=0.3))
c = 0
for n, p in net.named_parameters():
    c += 2 * (n == "1.bias")
    print((n == "1.bias") + 0, -(n == "1.bias"), (n != "1.bias") == True, (n == '1.bias').real, ["a", "b"][(n == "1.bias")])
print(c)
