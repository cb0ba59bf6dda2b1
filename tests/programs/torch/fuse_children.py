import torch
import torch.nn as nn


def show(name, value):
    print(name, [round(float(x), 4) for x in value.flatten()[:6]])


class ConvNorm(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv = nn.Conv2d(c, c, 1, bias=False)
        self.act = nn.Identity()
        self.bn = nn.BatchNorm2d(c, momentum=0.3)
        nn.init.constant_(self.bn.weight, 0.5)

    def forward(self, x):
        return self.act(self.bn(self.conv(x)))


class Scale(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.weight = nn.Parameter(torch.full((c, 1, 1), 2.0))

    def fuse(self):
        other = nn.Conv2d(self.weight.shape[0], self.weight.shape[0], 1, bias=False)
        nn.init.dirac_(other.weight)
        other.weight.data *= 2
        return other

    def forward(self, x):
        return x * self.weight


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(ConvNorm(4), nn.ReLU(), Scale(4), nn.Identity())
        self.head = nn.Linear(4, 2)

    def forward(self, x):
        return self.head(self.body(x).mean((2, 3)))


def fuse_children(net):
    for name, child in net.named_children():
        if hasattr(child, "fuse"):
            setattr(net, name, child.fuse())
        else:
            fuse_children(child)


torch.manual_seed(0)
net = Net()
x = torch.randn(8, 4, 3, 3)
net.train()
show("train", net(x))
net.eval()
show("eval", net(x))
fuse_children(net)
show("fused", net(x))
