from torch import nn
net = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4))
print(len({tuple(v.shape) for v in net.state_dict().values()}), min(v.dim() for v in net.state_dict().values()))
