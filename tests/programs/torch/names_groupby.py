import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
import itertools
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2))
for k, g in itertools.groupby(net.state_dict(), key=lambda k: k.split(".")[0]):
    print(k, sum(n.endswith("weight") for n in g))
