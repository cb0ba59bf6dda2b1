import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
BATCH = torch.arange(24.0).reshape(3, 2, 2, 2) ** 1.5 / 10
def run(net, n=2):
    for _ in range(n):
        net(BATCH)
    net.eval()
    show(net(BATCH))
bn_types = (nn.BatchNorm1d, nn.BatchNorm2d, nn.BatchNorm3d)
def split_bn_bias(m):
    ps, bn = [], []
    for l in m.modules():
        if isinstance(l, bn_types):
            bn += list(l.parameters())
        elif not list(l.children()):
            ps += list(l.parameters())
    return ps, bn
def set_bn_eval(m, use_eval=True):
    for l in m.children():
        if isinstance(l, bn_types) and not next(l.parameters()).requires_grad:
            if use_eval: l.eval()
            else: l.train()
        set_bn_eval(l)
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.Sequential(nn.BatchNorm2d(2)))
a, b = split_bn_bias(net)
print(len(a), len(b))
for p in b:
    p.requires_grad_(False)
set_bn_eval(net)
run(net)
