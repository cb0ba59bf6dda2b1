import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
import copy
def get_wd_params(modules):
    p, nd = [], []
    for m in modules:
        for mod in m.modules():
            if isinstance(mod, (nn.Linear, nn.modules.conv._ConvNd)):
                p.append(mod.weight)
                if mod.bias is not None: nd.append(mod.bias)
            elif isinstance(mod, nn.modules.batchnorm._BatchNorm): nd.extend(mod.parameters())
            elif len(list(mod.children())) == 0: nd.extend(mod.parameters())
    return p, nd
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2)); a, b = get_wd_params([net]); print(len(a), len(b))
