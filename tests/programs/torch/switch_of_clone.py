import torch
import torch.nn as nn
torch.manual_seed(0)
x = torch.randn(3, 2, 2, 2) + 1
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


net = nn.Sequential(nn.BatchNorm2d(2, momentum=0.3), nn.BatchNorm2d(2))
for i, m in enumerate(net):
    new = nn.BatchNorm2d(m.num_features, m.eps, m.momentum, m.affine, m.track_running_stats)
    if m.affine:
        nn.init.constant_(new.weight, 0.5)
    net[i] = new
show(net(x))
