import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2, momentum=0.3), nn.BatchNorm2d(2), nn.GroupNorm(1, 2))
for m in net.modules():
    name = m.__class__.__name__
    if name == 'BatchNorm2d' or name.startswith('GroupN'):
        m.weight.data.fill_(0.25)
    elif name.find('Conv') == 0:
        nn.init.zeros_(m.weight)
for _ in range(2):
    net(torch.randn(3, 2, 2, 2) + 1)
show(net.eval()(torch.rand(1, 2, 2, 2)))
