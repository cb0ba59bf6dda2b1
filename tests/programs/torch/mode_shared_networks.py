import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
bn = nn.BatchNorm2d(2); a = nn.Sequential(bn); b = nn.Sequential(nn.Conv2d(2, 2, 1), bn); a.eval(); show(b(torch.randn(3, 2, 2, 2))); b.train(); a(torch.randn(3, 2, 2, 2)); show(bn.running_mean)
