import torch
import torch.nn as nn
torch.manual_seed(0)
x = torch.randn(3, 2, 2, 2) + 1
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


def apply(norm_layer, t):
    return norm_layer(2)(t)
show(apply(nn.BatchNorm2d, x))
show(apply(nn.InstanceNorm2d, x))
