import torch.nn as nn
from probe import check
from layers import BatchNorm2d

net = nn.Sequential(BatchNorm2d(2, momentum=0.3), BatchNorm2d(2))
check(net, (4, 2, 6, 6))
