from torch import nn
import torch
x = torch.arange(24.).reshape(3, 2, 2, 2) ** 1.5 / 10
def show(*ts):
    for t in ts:
        print([round(v, 3) for v in t.detach().flatten()[:4].tolist()])
class BN(nn.BatchNorm2d):
    def __init__(self, c):
        nn.BatchNorm2d.__init__(self, c, momentum=0.3)
    def forward(self, x):
        return super().forward(x) * 2
b = BN(2); show(b(x), b.running_mean)
