import torch
import torch.nn as nn

torch.manual_seed(0)
X = torch.randn(2, 5, 8) * 0.01


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


net = nn.Sequential(
    nn.Linear(8, 8), nn.LayerNorm(8), nn.Unflatten(1, (5, 1)) if False else nn.Identity()
)
for m in net.modules():
    if isinstance(m, (nn.LayerNorm, nn.BatchNorm2d, nn.GroupNorm)):
        nn.init.constant_(m.weight, 0.5)
        nn.init.constant_(m.bias, 0.1)
show(net(X))
