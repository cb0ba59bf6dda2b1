import functools
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
def f(m):
    print("miss")
    return m * 2


g = functools.lru_cache(maxsize=4)(f)
g(0.1)
print(round(g(n.bn.momentum), 3))
