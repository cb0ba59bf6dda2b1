from torch import nn
import numpy as np
import torch
x = torch.tensor((np.arange(24).reshape(3, 2, 2, 2) ** 1.5 / 10).astype(np.float32))
def show(*ts):
    for t in ts:
        print([round(float(v), 3) for v in t.detach().numpy().ravel()[:4]])
bn = nn.BatchNorm2d(2, momentum=0.1)
import math
print(math.isclose(bn.momentum, 0.1))
net = nn.Sequential(bn)
for _ in range(2): net(x)
show(net.eval()(x))
