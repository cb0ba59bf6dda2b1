import torch
from torch import nn


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


x = torch.arange(24.0).reshape(3, 2, 2, 2) ** 1.5 / 10
torch.manual_seed(0)
class Net(nn.Module):
    def __init__(self, n):
        super().__init__()
        for i in range(n):
            setattr(self, "conv%d" % i, nn.Conv2d(2, 2, 1))
            self.add_module("bn" + str(i), nn.BatchNorm2d(2))
    def forward(self, x):
        return self.bn0(self.conv0(x))
net = Net(2)
opt = torch.optim.SGD([{"params": [p for n, p in net.named_parameters() if "bias" in n], "lr": 1.0},
 {"params": [p for n, p in net.named_parameters() if "bias" not in n]}], lr=0.1)
net(x).pow(2).sum().backward()
opt.step()
show(net.eval()(x))
print(len(opt.param_groups[0]["params"]))
