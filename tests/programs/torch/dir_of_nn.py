import torch.nn as nn

table = tuple(getattr(nn, k) for k in dir(nn) if k.startswith("BatchNorm"))
net = nn.Sequential(nn.BatchNorm2d(3))
print([isinstance(m, table) for m in net.modules()])
