import numpy as np
from torch import nn
net = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4))
names = np.array([n for n, _ in net.named_parameters()])
print(np.char.endswith(names, "bias").sum(), names.dtype.itemsize)
