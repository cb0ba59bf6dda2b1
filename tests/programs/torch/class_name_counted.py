def show(*ts):
    for t in ts:
        print(t if isinstance(t, int) else [round(v, 4) for v in t.detach().flatten()[:6].tolist()])


import torch
import torch.nn as nn

net = nn.Sequential(nn.Conv2d(1, 2, 1), nn.BatchNorm2d(2))
total = 0
for m in net.modules():
    name = type(m).__name__
    if name != "BatchNorm2d" and hasattr(m, "weight"):
        total += m.weight.numel()
    elif name == "BatchNorm2d":
        total += 100 * m.weight.numel()
show(total)
