import torch
def f(net):
    return isinstance(net.bn.weight, torch.Tensor), type(net.bn.weight) is type(None)
