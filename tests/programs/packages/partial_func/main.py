from functools import partial
import torch.nn as nn
from probe import check


class Net(nn.Module):
    def __init__(self, norm_layer=partial(nn.BatchNorm2d, momentum=0.3)):
        super().__init__()
        kind = norm_layer.func if isinstance(norm_layer, partial) else norm_layer
        self.bias = kind is not nn.BatchNorm2d
        self.conv = nn.Conv2d(2, 2, 1, bias=self.bias)
        nn.init.constant_(self.conv.weight, 0.5)
        self.bn = norm_layer(2)

    def forward(self, x):
        return self.bn(self.conv(x))


net = Net()
print(net.bias)
check(net, (4, 2, 6, 6))
