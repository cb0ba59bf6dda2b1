import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
a = nn.Sequential(nn.BatchNorm2d(2), nn.BatchNorm2d(2)); b, c = a
b.requires_grad_(False); b.reset_running_stats(); c.reset_running_stats(); c.reset_parameters(); nn.init.constant_(b.weight, 2); c.requires_grad_(False); nn.init.constant_(c.weight, 3)
show(a(torch.randn(3, 2, 2, 2)), b.weight, c.weight); print([p.requires_grad for p in a.parameters()])
