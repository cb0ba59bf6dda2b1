import torch
from torch import nn
x = torch.arange(24.0).reshape(3, 2, 2, 2) ** 1.5 / 10
torch.manual_seed(0)
from torch.nn.modules.batchnorm import _BatchNorm
class B(nn.Module):
    def __init__(self):
        super().__init__(); self.bn = nn.BatchNorm2d(2, momentum=0.2)
def f(net):
    for m in net.modules():
        if isinstance(m, _BatchNorm): print(1)  # bnmigrate: ignore
        if isinstance(m, _BatchNorm): print(1)  # noqa: BN102
f(B())
