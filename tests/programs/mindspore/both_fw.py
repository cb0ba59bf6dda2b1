import torch
import torch.nn as tnn
import mindspore.nn as nn
from header import show, x
t = tnn.BatchNorm2d(2, momentum=0.3)
m = nn.BatchNorm2d(2, momentum=0.7)
for k in (t, m):
    if isinstance(k, nn.BatchNorm2d):
        print('ms', k.num_features)
    elif isinstance(k, tnn.BatchNorm2d):
        print('torch', k.num_features)
