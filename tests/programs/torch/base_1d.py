import torch
import torch.nn as nn
from torch.nn.modules.batchnorm import _BatchNorm
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
net = nn.Sequential(nn.BatchNorm2d(2, momentum=0.3), nn.Flatten(), nn.BatchNorm1d(8))
for m in net.modules():
    if isinstance(m, (nn.modules.batchnorm._NormBase, nn.Linear)):
        m.weight.data.fill_(0.5)
        m.momentum = m.momentum
        for p in m.parameters():
            p.requires_grad_(False)
for _ in range(2):
    net(torch.randn(3, 2, 2, 2) + 1)
show(net.eval()(torch.rand(1, 2, 2, 2)))
