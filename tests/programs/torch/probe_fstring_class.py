import torch
import torch.nn as nn
torch.manual_seed(0)
x = torch.randn(3, 2, 2, 2) + 1
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


d = 2
net = nn.Sequential(getattr(nn, f"BatchNorm{d}d")(2, momentum=0.3))
net(x)
print(isinstance(net[0], nn.BatchNorm2d))
show(net.eval()(x))
