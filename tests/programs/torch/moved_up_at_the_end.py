import torch
import torch.nn as nn
torch.manual_seed(0)
x = torch.randn(3, 2, 2, 2) + 1
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


net = nn.Sequential(nn.BatchNorm2d(2, momentum=0.3), nn.Conv2d(2, 2, 1))
del net[-1]
show(net[0].weight, net(x))
