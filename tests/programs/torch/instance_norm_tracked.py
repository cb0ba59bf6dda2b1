import torch
import torch.nn as nn

torch.manual_seed(0)
x = torch.randn(3, 4, 2, 2) * 2 + 1


def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


def make(norm):
    return norm(4, track_running_stats=True)


for norm in (nn.BatchNorm2d, nn.InstanceNorm2d):
    net = nn.Sequential(make(norm))
    net(x)
    show(net.eval()(x), net[0].running_mean)
