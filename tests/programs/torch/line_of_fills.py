import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
a = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2)); b = a[1]
nn.init.constant_(b.weight, 2); nn.init.zeros_(b.bias); b.weight.data.fill_(3); b.bias.data = torch.ones(2); b.running_mean.zero_(); b.eval(); b.weight.data.mul_(2); b.weight.requires_grad = False; b.requires_grad_(True); b.bias.data.copy_(torch.zeros(2)); b.reset_running_stats(); b.weight.data += 1; b.bias.data -= 1
show(a(torch.randn(3, 2, 2, 2)))
