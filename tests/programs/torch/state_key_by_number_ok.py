import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
net = nn.Sequential(nn.BatchNorm2d(2), nn.Conv2d(2, 2, 1))
ks = list(net.state_dict().keys()); show(net.state_dict()[ks[-1]], net.state_dict()[ks[-2]])
