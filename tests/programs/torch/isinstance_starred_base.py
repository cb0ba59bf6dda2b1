import torch
import torch.nn as nn

torch.manual_seed(0)
x = torch.randn(3, 2, 2, 2) + 1


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])



from torch.nn.modules.batchnorm import _BatchNorm
net = nn.Sequential(nn.BatchNorm2d(2, momentum=0.3), nn.Conv2d(2, 2, 1))
for m in net:
    args = (m, _BatchNorm)
    if isinstance(*args):
        m.eval()
show(net(x))
print([m.training for m in net])
