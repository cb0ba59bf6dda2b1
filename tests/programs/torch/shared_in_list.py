import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
net = nn.Sequential(*[nn.BatchNorm2d(2)] * 3); show(net(torch.randn(3, 2, 2, 2)), net[2].running_mean); print(len(list(net.parameters())), len(net))
