import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2)); src = [(m.running_mean.clone(), m.running_var.clone()) for m in net.modules() if isinstance(m, nn.BatchNorm2d)]
net(torch.randn(3, 2, 2, 2) + 3)
for m, (mu, v) in zip((m for m in net.modules() if isinstance(m, nn.BatchNorm2d)), src): m.running_mean.copy_(.5 * m.running_mean + .5 * mu); m.running_var.copy_(.5 * m.running_var + .5 * v)
show(net.eval()(torch.ones(1, 2, 2, 2)))
