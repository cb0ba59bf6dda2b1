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

from operator import attrgetter

for name, _ in net.named_modules():
    if name:
        show(attrgetter(name + ".weight")(net))
show(net(x))
