import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
BATCH = torch.arange(24.0).reshape(3, 2, 2, 2) ** 1.5 / 10
def run(net):
    net(BATCH)
    net.eval()
    show(net(BATCH))
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2, momentum=0.3))
run(net)
def keep(n):
    return n.endswith(".weight")
print(len(list(filter(keep, [n for n, p in net.named_parameters()]))))
