import torch
from probe import check
from torch import nn
from torch.optim.swa_utils import *

torch.manual_seed(0)
net = nn.Sequential(nn.BatchNorm2d(3, momentum=0.3))
update_bn([torch.randn(4, 3, 2, 2)], net)
check(net)
