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

kept = net.bn.weight.data
with torch.no_grad():
    net.bn.weight.mul_(0.5)
    net.bn.weight.clamp_(0.1, max=0.4)
    net.bn.bias.add_(net.bn.running_var * 0.25)
    net.bn.weight.div_(2)
for m in net.modules():
    if isinstance(m, nn.BatchNorm2d):
        m.bias.data.sub_(0.1)
        m.running_mean.add_(0.3)
        m.running_var.mul_(2)
show(net.eval()(x), kept)
