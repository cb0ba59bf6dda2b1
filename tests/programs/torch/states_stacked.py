import torch
import torch.nn as nn

torch.manual_seed(0)
x = torch.randn(3, 2, 2, 2) + 1


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])



nets = [nn.Sequential(nn.BatchNorm2d(2, momentum=0.3)) for _ in range(3)]
for n in nets: n(x)
states = [n.state_dict() for n in nets]
stacked = {key: torch.stack([s[key] for s in states]).float().mean(0) for key in states[0]}
print(sorted(stacked))
print(len(stacked))
for k, v in stacked.items():
    show(v)
