import torch
from torch import nn

torch.manual_seed(0)


def init(m):
    if isinstance(m, nn.Conv3d):
        nn.init.xavier_normal_(m.weight)
    elif isinstance(m, nn.BatchNorm3d):
        m.weight.data.normal_(1, 0.02)
        nn.init.zeros_(m.bias)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv3d(2, 3, 1), nn.BatchNorm3d(3, momentum=0.05))
        self.apply(init)

    def forward(self, x):
        return self.body(x)


net = Net()
net(torch.rand(3, 2, 2, 2, 2))
print([round(v, 4) for v in net.body[1].running_mean.tolist()])
