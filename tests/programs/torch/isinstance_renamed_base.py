import torch
import torch.nn as nn

torch.manual_seed(0)
x = torch.randn(3, 2, 2, 2) + 1


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])



from torch.nn.modules.batchnorm import _BatchNorm
is_a = isinstance
net = nn.Sequential(nn.BatchNorm2d(2, momentum=0.3), nn.Conv2d(2, 2, 1))
for m in net:
    if is_a(m, _BatchNorm):
        m.eval()
show(net(x))
print(list(map(lambda m: is_a(m, (_BatchNorm, nn.GroupNorm)), net)))
