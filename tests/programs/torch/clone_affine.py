import torch
import torch.nn as nn
torch.manual_seed(0)
x = torch.randn(3, 2, 2, 2) + 1
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2, momentum=0.3))
nn.init.ones_(net[0].weight); nn.init.zeros_(net[0].bias)
for i, m in enumerate(net):
    if isinstance(m, nn.BatchNorm2d):
        new = nn.GroupNorm(1, m.num_features, eps=m.eps, affine=m.affine)
        if m.affine:
            with torch.no_grad():
                new.weight.copy_(m.weight)
                new.bias.copy_(m.bias)
        net[i] = new
show(net(x))
