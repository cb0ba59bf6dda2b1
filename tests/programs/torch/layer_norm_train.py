import torch
import torch.nn as nn

torch.manual_seed(0)
X = torch.randn(2, 5, 8) * 0.01


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


net = nn.Sequential(nn.Linear(8, 8), nn.LayerNorm(8), nn.Linear(8, 1))
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for _ in range(3):
    loss = net(X).square().mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
net.eval()
show(net(X))
show(net[1].weight)
