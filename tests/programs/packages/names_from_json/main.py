import json
from torch import nn
cfg = json.load(open("cfg.json"))
net = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4))
print([cfg["lr_mult"].get(n, 1.0) for n, _ in net.named_parameters()])
