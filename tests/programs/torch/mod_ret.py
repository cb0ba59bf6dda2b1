import sys
import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
def me():
    return sys.modules[__name__]
layer = nn.BatchNorm2d(2, momentum=0.3)
show(me().layer.weight)
