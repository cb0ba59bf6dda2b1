import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
for c in (0, 1):
    l = (nn.BatchNorm2d if c else nn.Identity)(2); show(l(torch.randn(3, 2, 2, 2)))
    l = [nn.Identity, nn.BatchNorm2d][c](2); show(l(torch.randn(3, 2, 2, 2)))
