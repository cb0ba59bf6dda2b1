import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
a = nn.Sequential(nn.BatchNorm2d(2)); b = a[0]
b.weight.data = torch.tensor([2., 3.]); b.bias.data = torch.tensor([1., 4.]); show(a(torch.randn(3, 2, 2, 2)))
