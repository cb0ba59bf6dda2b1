import torch
from torch import nn

torch.manual_seed(0)


def count(net):
    return len(list(net.modules()))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm3d(2, momentum=0.3)

    def forward(self, x):
        return self.bn(x)


nets = {"a": Net}
net = nets["a"]()
print(count(net))
net(torch.rand(3, 2, 2, 2, 2))
print(net.bn.running_mean.tolist())
