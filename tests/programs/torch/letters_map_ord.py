from torch import nn
net = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4))
print(sum(sum(map(ord, n)) for n, _ in net.named_parameters()))
