import torch
from torch import nn
bn = nn.BatchNorm1d(c := 3, momentum=(m := 0.3)); ln = nn.LayerNorm(d := 2)
bn(torch.ones(2, c)); print(m, d, [round(v, 3) for v in bn.running_mean.tolist()])
