import torch
from base import NormCfg
from child import LnCfg
a, b = NormCfg().build(3), LnCfg().build(2)
y = b(a(torch.arange(24.).view(2, 3, 2, 2)))
print([round(v, 3) for v in a.running_mean.tolist()], b.eps, round(y.abs().sum().item(), 3))
