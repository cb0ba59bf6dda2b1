import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
def f():
    bn = nn.BatchNorm2d(2); return locals()["bn"]
l = f(); show(l(torch.randn(3, 2, 2, 2)), l.running_mean)
