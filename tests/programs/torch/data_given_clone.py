import torch
import torch.nn as nn
torch.manual_seed(0)
x = torch.randn(3, 2, 2, 2) + 1
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


a = nn.BatchNorm2d(2, momentum=0.3)
b = nn.BatchNorm2d(2, momentum=0.3)
a(x)
b.weight.data = a.weight.data.clone() * 2
b.bias.data = a.running_mean.clone()
b.running_mean = a.running_mean.clone()
show(b.eval()(x), b.weight, b.bias)
