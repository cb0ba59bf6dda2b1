import torch
from torch import nn
def get_params_groups(model):
    reg, not_reg = [], []
    for name, p in model.named_parameters():
        if not p.requires_grad: continue
        if name.endswith(".bias") or len(p.shape) == 1: not_reg.append(p)
        else: reg.append(p)
    return [{"params": reg}, {"params": not_reg, "weight_decay": 0.}]
net = nn.Sequential(nn.Linear(3, 3), nn.LayerNorm(3), nn.BatchNorm1d(3))
print([len(g["params"]) for g in get_params_groups(net)])
