import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
cands = [0.1, 0.3]
bn = nn.BatchNorm2d(2, momentum=max(cands)); bn(torch.randn(3, 2, 2, 2)); show(bn.running_mean)
bn = nn.BatchNorm2d(2, momentum=min(0.4, *cands)); bn(torch.randn(3, 2, 2, 2)); show(bn.running_mean)
bn = nn.BatchNorm2d(min(2, 64), eps=max(1e-5, 1e-3)); bn(torch.randn(3, 2, 2, 2)); show(bn.running_mean)
