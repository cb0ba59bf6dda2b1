from fractions import Fraction
import torch
from torch import nn
a = nn.BatchNorm1d(3, momentum=float(Fraction(1, 4))); b = nn.BatchNorm1d(3, momentum=1 / 8); c = nn.BatchNorm1d(3, momentum=1)
for m in (a, b, c): m(torch.ones(2, 3)); print(m.running_mean.tolist())
