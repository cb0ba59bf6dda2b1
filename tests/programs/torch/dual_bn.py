import torch
from torch import nn
class Dual(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.bns = nn.ModuleDict({"clean": nn.BatchNorm2d(c), "adv": nn.BatchNorm2d(c, momentum=0.3)})
        self.mode = "clean"
    def forward(self, x): return self.bns[self.mode](x)
def set_mode(net, mode):
    for m in net.modules():
        if isinstance(m, Dual): m.mode = mode
torch.manual_seed(0)
net = nn.Sequential(nn.Conv2d(3, 3, 1), Dual(3))
for mode in ("clean", "adv"): set_mode(net, mode); net(torch.randn(2, 3, 2, 2))
print({k: round(b.running_mean.sum().item(), 4) for k, b in net[1].bns.items()})
