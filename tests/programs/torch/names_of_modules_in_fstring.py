import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2))
ps = dict(net.named_parameters())
for n, m in net.named_modules():
    k = f"{n}.weight"
    if k in ps: print(k.count("w"))
