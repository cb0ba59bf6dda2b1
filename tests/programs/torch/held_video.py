import torch
from torch import nn

torch.manual_seed(0)


class Block(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.conv = nn.Conv3d(i, o, 1, bias=False)
        self.bn = nn.BatchNorm3d(o, eps=1e-3, momentum=0.01)
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.relu(self.bn(self.conv(x)))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = Block(2, 3)
        self.b = nn.Sequential(nn.Conv3d(3, 2, 1), nn.BatchNorm3d(2, 1e-5, 0.3))
        for m in self.modules():
            if isinstance(m, nn.Conv3d):
                nn.init.kaiming_normal_(m.weight)
            elif isinstance(m, nn.BatchNorm3d):
                if True:
                    nn.init.constant_(m.weight, 0.5)
                    m.bias.data.zero_()

    def forward(self, x):
        return self.b(self.a(x))


net = Net()
for _ in range(3):
    net(torch.randn(3, 2, 2, 3, 3) + 1)
print([round(v, 4) for v in net.a.bn.running_mean.tolist()])
net.eval()
print([round(v, 4) for v in net(torch.rand(1, 2, 2, 2, 2)).flatten()[:5].tolist()])
