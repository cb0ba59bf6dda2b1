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
from norm import build_norm_layer
name, layer = build_norm_layer(dict(type="BN", momentum=0.3, requires_grad=False), 2, postfix=1)
print(name, [p.requires_grad for p in layer.parameters()])
net = nn.Sequential(nn.Conv2d(2, 2, 1), layer)
run(net)
