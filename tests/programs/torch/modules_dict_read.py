import torch
from torch import nn
torch.manual_seed(1)
x = torch.randn(3, 2, 2, 2) + 1
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 2, 1)
        self.bn = nn.BatchNorm2d(2)

    def forward(self, x):
        return self.bn(self.conv(x))

torch.manual_seed(0)
net = Net()

for m in net._modules.values():
    show(m.weight)
conv, bn = net._modules.values()
show(bn.weight, net._modules["bn"].running_mean, net._modules.get("bn").bias)
last = list(net._modules.items())[-1][1]
show(last.running_var)
first = next(iter(net._modules.values()))
show(first.weight)
for name, m in net._modules.items():
    if isinstance(m, nn.BatchNorm2d):
        m.weight.data.fill_(0.5)
show(net(x))
