import torch
import torch.nn as nn

torch.manual_seed(0)
X = torch.randn(2, 5, 8) * 0.01


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


def build(shape):
    return nn.Sequential(nn.BatchNorm1d(5), nn.LayerNorm(shape))


net = build(torch.Size((8,)))
for m in net.modules():
    if isinstance(m, (nn.LayerNorm, nn.BatchNorm1d)):
        nn.init.constant_(m.weight, 0.5)
show(net(X))
show(net.eval()(X))
