import torch
import torch.nn as nn

torch.manual_seed(0)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 2, 1, bias=False)
        self.bn = nn.BatchNorm2d(2)

    def forward(self, x):
        return self.bn(self.conv(x))


n = Net()
ps = list(n.named_parameters())
ps.sort(key=lambda kv: kv[0].rpartition(".")[2])
print([tuple(p.shape) for _, p in ps])
