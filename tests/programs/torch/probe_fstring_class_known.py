import torch
import torch.nn as nn
torch.manual_seed(0)
x = torch.randn(3, 2, 2, 2) + 1
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


def norm(dim, c):
    return getattr(nn, f"BatchNorm{dim}d")(c, momentum=0.3)
net = nn.Sequential(nn.Conv2d(2, 2, 1), norm(2, 2))
net(x)
show(net[1].running_var)
