import torch
import torch.nn as nn

torch.manual_seed(0)
x = torch.randn(3, 4, 2, 2) * 2 + 1


def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(4, momentum=0.3)
        self.norm = nn.InstanceNorm2d(4, affine=True)
        self.plain = nn.InstanceNorm2d(4)
        for m in self.modules():
            if isinstance(m, (nn.BatchNorm2d, nn.InstanceNorm2d)):
                if m.affine:
                    nn.init.constant_(m.weight, 0.5)
                    nn.init.constant_(m.bias, 0.25)

    def forward(self, x):
        return self.plain(self.norm(self.bn(x)))


net = Net()
net(x)
for m in net.modules():
    if isinstance(m, nn.InstanceNorm2d) and m.weight is not None:
        show(m.weight, m.bias)
    elif isinstance(m, nn.BatchNorm2d):
        show(m.weight, m.running_mean)
        m.eval()
show(net(x), net.plain(x[0]))
