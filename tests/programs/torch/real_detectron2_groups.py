import torch
from torch import nn
def get_params(model, weight_decay=0.1, weight_decay_norm=0.0):
    norm_types = (nn.BatchNorm1d, nn.BatchNorm2d, nn.GroupNorm, nn.LayerNorm, nn.InstanceNorm2d)
    params, memo = [], set()
    for module in model.modules():
        for _, value in module.named_parameters(recurse=False):
            if value in memo: continue
            memo.add(value)
            params.append({"params": [value], "weight_decay": weight_decay_norm if isinstance(module, norm_types) else weight_decay})
    return params
net = nn.Sequential(nn.Linear(3, 3), nn.LayerNorm(3), nn.BatchNorm1d(3))
print([g["weight_decay"] for g in get_params(net)])
