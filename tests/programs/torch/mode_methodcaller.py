import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
import operator
bn = nn.BatchNorm2d(2); operator.methodcaller("eval")(bn); show(bn(torch.randn(3, 2, 2, 2)))
