import torch
from torch import nn

torch.manual_seed(0)
bn = nn.BatchNorm3d(3, momentum=0.05)
print(bn.num_features, bn.eps, hasattr(bn, "weight"), bn.bias.shape)
bn.momentum = 0.5
bn(torch.rand(3, 3, 2, 2, 2))
print([round(v, 4) for v in bn.running_mean.tolist()])
