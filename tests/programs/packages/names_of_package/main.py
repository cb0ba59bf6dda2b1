import torch.nn as nn
from probe import check
import layers as L
from layers import BN, Norm, make

net = nn.Sequential(L.BN(2, momentum=0.3), BN(2, 1e-3, 0.2), Norm(2), L.make(2), make(2))
check(net, (4, 2, 6, 6))
