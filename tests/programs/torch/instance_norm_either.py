import torch
import torch.nn as nn

torch.manual_seed(0)
x = torch.randn(3, 4, 2, 2) * 2 + 1


def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


class Net(nn.Module):
    def __init__(self, kind):
        super().__init__()
        norm = nn.BatchNorm2d if kind == "batch" else nn.InstanceNorm2d
        self.first = norm(4)
        self.second = norm(4, affine=True)

    def forward(self, x):
        return self.second(self.first(x))


for kind in ("batch", "instance"):
    net = Net(kind)
    show(net(x), net.eval()(x))
