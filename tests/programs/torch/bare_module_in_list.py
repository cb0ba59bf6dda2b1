import torch
from torch import nn

torch.manual_seed(0)
down = nn.Module()
down.bn = nn.BatchNorm2d(4)
down.conv = nn.Conv2d(4, 4, 1)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.ModuleList()
        for i in range(2):
            block = nn.Module()
            block.norm = nn.BatchNorm2d(4, momentum=0.3)
            block.conv = nn.Conv2d(4, 4, 1)
            self.down.append(block)

    def forward(self, x):
        for block in self.down:
            x = block.conv(block.norm(x))
        return x


net = Net()
x = torch.randn(8, 4, 3, 3)
print(float(net(x).sum()), float(net.down[1].norm.running_mean.sum()))
net.eval()
print(float(net(x).sum()), float(net.down[0].norm.weight.sum()))
print(float(down.conv(down.bn(x)).sum()))
down.eval()
print(float(down.conv(down.bn(x)).sum()))
