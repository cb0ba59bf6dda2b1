from torch import nn
net = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4))
print([tuple(v.shape) for v in reversed(list(net.state_dict().values()))][0])
