from torch import nn
def count(net):
    return [n for n, m in net.named_modules() if getattr(m, "bias", None) is not None]
