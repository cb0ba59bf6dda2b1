import outside
import torch
from torch import nn

for theirs in (True, False):
    norm = outside.norm() if theirs else nn.BatchNorm2d
    bn = norm(3, momentum=0.3)
    bn(torch.arange(24.0).reshape(2, 3, 2, 2) ** 1.5)
    print([round(v, 4) for v in bn.running_mean.tolist()])
