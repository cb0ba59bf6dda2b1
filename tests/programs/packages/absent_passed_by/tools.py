import torch
from torch import nn


def freeze(net):
    for p in net.conv.parameters():
        p.requires_grad = False
    for p in net.parameters():
        if p.ndim > 3:
            p.requires_grad = False


def count(net):
    return sum(p.numel() for p in net.parameters() if p.requires_grad)


def groups(net):
    big, small = [], []
    for name, p in net.named_parameters():
        if not p.requires_grad:
            continue
        (big if p.ndim > 1 else small).append(p)
    return [{"params": big}, {"params": small, "weight_decay": 0.0}]


def init(net):
    for m in net.modules():
        if isinstance(m, nn.Conv2d):
            nn.init.constant_(m.weight, 0.1)


def clip(net):
    return torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)


def weights(net):
    n = 0
    for p in filter(lambda p: p.requires_grad, net.parameters()):
        n += p.numel()
    return n
