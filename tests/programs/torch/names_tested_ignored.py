import torch
from torch import nn
x = torch.arange(24.0).reshape(3, 2, 2, 2) ** 1.5 / 10
torch.manual_seed(0)
class B(nn.Module):
    def __init__(self):
        super().__init__(); self.bn = nn.BatchNorm2d(2, momentum=0.2)
def f(net):
    for n, p in net.named_parameters():
        if 'bias' in n: print(1)  # bnmigrate: ignore
        if n.endswith('bias'): print(1)  # noqa: BN104
f(B())
