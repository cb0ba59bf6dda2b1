import torch
import torch.nn as nn

torch.manual_seed(0)
x = torch.randn(3, 4, 2, 2) * 2 + 1


def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


class Net(nn.Module):
    def __init__(self, norm=nn.BatchNorm2d):
        super().__init__()
        self.first = norm(4)
        self.second = norm(4)
        for m in self.modules():
            if isinstance(m, nn.InstanceNorm2d):
                print(m.eps, m.affine, m.weight is None)
            elif isinstance(m, nn.BatchNorm2d):
                nn.init.constant_(m.weight, 0.5)

    def forward(self, x):
        return self.second(self.first(x))


for norm in (nn.BatchNorm2d, nn.InstanceNorm2d):
    net = Net(norm)
    show(net(x), net.eval()(x))
