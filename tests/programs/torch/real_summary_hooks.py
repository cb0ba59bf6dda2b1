import torch
from torch import nn
from collections import OrderedDict
def summary(net, x):
    out = OrderedDict()
    def reg(m):
        def hook(mod, i, o):
            key = "%s-%i" % (str(mod.__class__).split(".")[-1].split("'")[0], len(out) + 1)
            n = 0
            if hasattr(mod, "weight") and hasattr(mod.weight, "size"): n += torch.prod(torch.LongTensor(list(mod.weight.size()))).item()
            if hasattr(mod, "bias") and hasattr(mod.bias, "size"): n += mod.bias.numel()
            out[key] = n
        if not isinstance(m, (nn.Sequential, nn.ModuleList)): hooks.append(m.register_forward_hook(hook))
    hooks = []; net.apply(reg); net(x); [h.remove() for h in hooks]
    return out
print(summary(nn.Sequential(nn.Linear(3, 3), nn.BatchNorm1d(3), nn.LayerNorm(3)), torch.ones(2, 3)))
