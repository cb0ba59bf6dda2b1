import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
from nets import create
import functools
n = create("res"); show(n(torch.randn(3, 2, 2, 2)), n[0].bn.running_mean)
n = create("res", norm_layer=functools.partial(nn.GroupNorm, 1)); show(n(torch.randn(3, 2, 2, 2)))
