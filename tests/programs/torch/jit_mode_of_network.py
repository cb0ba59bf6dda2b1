import torch
import torch.nn as nn

torch.manual_seed(0)
x = torch.randn(3, 2, 2, 2) + 1


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


net = torch.jit.script(nn.Sequential(nn.BatchNorm2d(2, momentum=0.3)))
show(net(x))
net.eval()
show(net(x))
