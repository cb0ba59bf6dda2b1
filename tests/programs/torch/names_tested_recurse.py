import torch
from torch import nn
net = nn.Sequential(nn.Conv2d(2,2,1), nn.BatchNorm2d(2))
g = [[], [], []]
for v in net.modules():
    for p_name, p in v.named_parameters(recurse=False):
        if p_name == "bias":
            g[2].append(p)
        elif p_name == "weight" and isinstance(v, nn.BatchNorm2d):
            g[1].append(p)
        else:
            g[0].append(p)
print([len(x) for x in g])
