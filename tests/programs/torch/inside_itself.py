import torch
from torch import nn
from torch.nn import init
from torch.nn.modules.batchnorm import _BatchNorm


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


x = torch.arange(24.0).reshape(3, 2, 2, 2) ** 1.5 / 10


def init_weights(parts, scale, bias):
    if not isinstance(parts, list):
        parts = [parts]
    for part in parts:
        for m in part.modules():
            if isinstance(m, nn.Conv2d):
                init.constant_(m.weight, scale)
                m.bias.data.fill_(bias)
            elif isinstance(m, _BatchNorm):
                init.constant_(m.weight, scale)
                if m.bias is not None:
                    m.bias.data.fill_(bias)
        for name, m in part.named_modules():
            if name == "" and isinstance(m, nn.BatchNorm2d):
                m.eps


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 4, 1)
        self.bn = nn.BatchNorm2d(4, momentum=0.3)
        init_weights([self.conv, self.bn], 0.5, 0.25)
        print(len(list(self.bn.modules())), sum(1 for _ in self.bn.modules()))

    def forward(self, x):
        return self.bn(self.conv(x))


net = Net()
show(net(x))
show(net.eval()(x))
