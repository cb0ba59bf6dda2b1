import torch.nn as nn


def f(*args):
    if len(args) < 3:
        return f(1, *args)
    return args[-1]


bn = f(nn.BatchNorm2d(2))
print(bn.weight.shape)
