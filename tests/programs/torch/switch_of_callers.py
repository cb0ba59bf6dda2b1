import torch
import torch.nn as nn
torch.manual_seed(0)
x = torch.randn(3, 2, 2, 2) + 1
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


def fill(m: nn.BatchNorm2d):
    if m.affine:
        nn.init.constant_(m.weight, 0.5)
    return m
show(fill(nn.BatchNorm2d(2, momentum=0.3))(x))
