import torch
import torch.nn as nn

torch.manual_seed(0)


def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().float().flatten()[:8].tolist()])


def data(n=4, c=3, s=6):
    return torch.randn(n, c, s, s) * 2 + 1


class Own(nn.BatchNorm2d):
    def forward(self, x):
        return super().forward(x)


a = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4))
b = nn.Sequential(nn.Conv2d(3, 4, 3), Own(4))
for _ in range(2):
    a(data())
sd = {k: v.clone() for k, v in a.state_dict().items()}
own = b.state_dict()
for k in own:
    if k in sd:
        own[k].copy_(sd[k])
b.eval()
show(b(data()), b[1].running_mean)
