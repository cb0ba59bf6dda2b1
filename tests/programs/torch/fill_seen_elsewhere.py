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

def weights(module):
    for child in module.modules():
        if isinstance(child, nn.BatchNorm2d):
            yield child.weight.detach()


class Keeper:
    def __init__(self, net):
        self.weights = list(weights(net))


keeper = Keeper(net)
for m in net.modules():
    if isinstance(m, nn.BatchNorm2d):
        nn.init.normal_(m.weight, 0.3, 0.0)
        m.reset_running_stats()
show(*keeper.weights, net(x))
