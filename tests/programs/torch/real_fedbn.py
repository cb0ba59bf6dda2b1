import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
mk = lambda: nn.ModuleDict({"conv": nn.Conv2d(2, 2, 1), "bn": nn.BatchNorm2d(2)})
s, c = mk(), mk()
for k in s.state_dict().keys():
    if "bn" not in k: c.state_dict()[k].data.copy_(s.state_dict()[k])
show(*c.parameters())
