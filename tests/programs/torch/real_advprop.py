import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
class N(nn.Module):
    def __init__(self, nl): super().__init__(); self.bn = nl(2); self.aux = nl(2)
    def forward(self, x, adv=False): return (self.aux if adv else self.bn)(x)
from functools import partial
for nl in (nn.BatchNorm2d, partial(nn.BatchNorm2d, momentum=.3)): n = N(nl); show(n(torch.randn(3, 2, 2, 2)), n(torch.randn(3, 2, 2, 2), True), n.bn.running_mean, n.aux.running_mean)
