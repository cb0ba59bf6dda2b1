import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
class H:
    def __init__(self, m): m.register_forward_hook(self.f)
    def f(self, m, i, o):
        x = i[0]; mu = x.mean([0, 2, 3]); self.r = torch.norm(m.running_mean.data - mu, 2) + torch.norm(m.running_var.data - x.var([0, 2, 3], unbiased=False), 2)
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2)); hs = []
for m in net.modules():
    if isinstance(m, nn.BatchNorm2d): hs.append(H(m))
net.eval(); x = torch.randn(3, 2, 2, 2, requires_grad=True); net(x); sum(h.r for h in hs).backward(); show(x.grad)
