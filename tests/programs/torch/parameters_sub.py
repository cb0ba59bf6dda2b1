import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
class Mine(nn.BatchNorm2d):
    def __init__(self, c):
        super().__init__(c)
        self.gate = nn.Parameter(torch.ones(1))
net = nn.Sequential(Mine(2), nn.BatchNorm2d(2))
print([len(list(m.parameters())) for m in net])
for _ in range(2):
    net(torch.randn(3, 2, 2, 2) + 1)
show(net.eval()(torch.rand(1, 2, 2, 2)))
