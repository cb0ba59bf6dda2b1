import json
from torch import nn
with open("cfg.json") as f:
    cfg = json.load(f)
net = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4))
groups = {True: [], False: []}
for n, p in net.named_parameters():
    groups[any(k in n for k in cfg["no_decay"])].append(p)
print(len(groups[True]), len(groups[False]))
