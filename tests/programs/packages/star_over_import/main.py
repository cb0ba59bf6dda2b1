import torch
from torch import nn
from torch.nn import BatchNorm2d as Norm
from norms import *

torch.manual_seed(0)
net = nn.Sequential(nn.Conv2d(2, 3, 1), Norm(3, momentum=0.3))
for _ in range(2):
    y = net(torch.rand(4, 2, 5, 5))
print([round(float(v), 4) for v in y.detach().flatten()[:5]])
print([round(float(v), 4) for v in net[1].weight.detach()])
print([round(float(v), 4) for v in net[1].bn.running_mean])
print([round(float(v), 4) for v in net.eval()(torch.ones(1, 2, 5, 5)).detach().flatten()[:5]])
