import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
import functools
def get_norm_layer(norm_type="instance"):
    if norm_type == "batch": norm_layer = functools.partial(nn.BatchNorm2d, affine=True, track_running_stats=True)
    elif norm_type == "instance": norm_layer = functools.partial(nn.InstanceNorm2d, affine=False, track_running_stats=False)
    elif norm_type == "none":
        def norm_layer(x): return nn.Identity()
    else: raise NotImplementedError(norm_type)
    return norm_layer
def define(norm):
    nl = get_norm_layer(norm); use_bias = nl.func == nn.InstanceNorm2d if type(nl) == functools.partial else nl == nn.InstanceNorm2d
    return nn.Sequential(nn.Conv2d(2, 2, 1, bias=use_bias), nl(2))
for k in ("batch", "instance"): n = define(k); print(n[0].bias is None); show(n(torch.randn(3, 2, 2, 2)))
