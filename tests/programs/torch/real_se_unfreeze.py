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
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2, affine=False), nn.Conv2d(2, 2, 1))
for p in net.parameters():
    p.requires_grad = True
opt = torch.optim.SGD(net.parameters(), lr=0.5, weight_decay=0.1)
for _ in range(2):
    opt.zero_grad()
    net(BATCH).pow(2).sum().backward()
    opt.step()
run(net)
