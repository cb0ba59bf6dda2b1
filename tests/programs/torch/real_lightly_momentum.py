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
import copy
@torch.no_grad()
def update_momentum(model, model_ema, m):
    for a, b in zip(model_ema.parameters(), model.parameters()):
        a.data = a.data * m + b.data * (1.0 - m)
def deactivate_requires_grad(model):
    for param in model.parameters():
        param.requires_grad = False
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2))
ema = copy.deepcopy(net)
deactivate_requires_grad(ema)
net(BATCH).pow(2).sum().backward()
torch.optim.SGD(net.parameters(), lr=0.1).step()
update_momentum(net, ema, 0.9)
ema(BATCH)
run(ema)
