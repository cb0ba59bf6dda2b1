import torch
import torch.nn as nn
torch.manual_seed(0)
x = torch.randn(3, 2, 2, 2) + 1
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


class Plain(nn.BatchNorm2d):
    def __init__(self, c):
        super().__init__(c, affine=False)
net = nn.Sequential(Plain(2), nn.BatchNorm2d(2))
print([m.affine for m in net])
