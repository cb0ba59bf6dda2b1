import torch
from torch import nn
from torch.nn.modules.batchnorm import _NormBase


def groups(net):
    free = [p for m in net.modules() if isinstance(m, (_NormBase, nn.BatchNorm1d)) for p in m.parameters()]
    kept = {id(p) for p in free}
    return [{"params": free, "weight_decay": 0.0}, {"params": [p for p in net.parameters() if id(p) not in kept], "weight_decay": 0.5}]


torch.manual_seed(0)
net = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4))
opt = torch.optim.SGD(groups(net), lr=0.1)
net(torch.randn(2, 3, 4, 4)).square().sum().backward()
opt.step()
print([round(p.double().sum().item(), 6) for p in net.parameters()])
