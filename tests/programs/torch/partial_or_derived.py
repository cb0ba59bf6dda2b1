import functools

import torch
from torch import nn

torch.manual_seed(0)


class Norm(nn.BatchNorm2d):
    pass


for layer in (functools.partial(nn.BatchNorm2d, eps=0.1), functools.partial(Norm, eps=0.2)):
    y = layer(2)(torch.rand(3, 2, 2, 2))
    print([round(v, 4) for v in y.flatten()[:4].tolist()])
