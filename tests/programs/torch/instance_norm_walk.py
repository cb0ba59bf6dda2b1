from functools import partial

import torch
import torch.nn as nn

torch.manual_seed(0)
x = torch.randn(3, 4, 2, 2) * 2 + 1


def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


class Block(nn.Module):
    def __init__(self, norm_layer=nn.BatchNorm2d):
        super().__init__()
        self.norm = norm_layer(4)
        for m in self.modules():
            if isinstance(m, (nn.InstanceNorm2d, nn.BatchNorm2d)):
                nn.init.constant_(m.weight, 0.5)
                nn.init.zeros_(m.bias)

    def forward(self, x):
        return self.norm(x)


def groups(net):
    decayed, rest = [], []
    for m in net.modules():
        if isinstance(m, (nn.BatchNorm2d, nn.InstanceNorm2d)):
            rest += [m.weight, m.bias]
        elif isinstance(m, nn.Linear):
            decayed.append(m.weight)
    return [{"params": decayed, "weight_decay": 0.1}, {"params": rest, "weight_decay": 0}]


for norm in (nn.BatchNorm2d, partial(nn.InstanceNorm2d, affine=True, eps=1e-3)):
    net = nn.Sequential(Block(norm), nn.Flatten(), nn.Linear(16, 2))
    with torch.no_grad():
        net[2].weight.copy_(torch.arange(32.0).reshape(2, 16) / 32)
    optimizer = torch.optim.SGD(groups(net), lr=0.1)
    for _ in range(2):
        optimizer.zero_grad()
        net(x).square().mean().backward()
        optimizer.step()
    show(net.eval()(x), net[0].norm.weight)
