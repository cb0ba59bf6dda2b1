import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
a, b = nn.BatchNorm2d(2), nn.BatchNorm2d(2)
a.training = False; b.training = a.training
show(a(torch.randn(3, 2, 2, 2)), b(torch.randn(3, 2, 2, 2)))
