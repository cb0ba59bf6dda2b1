from functools import partial
import torch.nn as nn
from probe import check
from blocks import build

net = build(partial(nn.BatchNorm2d, momentum=0.3), 2)
print(net[0].bias)
check(net, (4, 2, 6, 6))
