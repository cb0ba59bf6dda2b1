import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
a = nn.Sequential(nn.BatchNorm2d(2), nn.BatchNorm2d(2)); b, c = a
if a.training: b.requires_grad_(False); b.reset_running_stats(); c.reset_running_stats(); nn.init.constant_(c.bias, 3)
for m in a: m.reset_parameters(); m.requires_grad_(True); nn.init.constant_(m.bias, .5)
show(a(torch.randn(3, 2, 2, 2)), b.bias, c.bias)
