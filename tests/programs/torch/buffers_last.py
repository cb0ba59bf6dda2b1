from torch import nn
net = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4))
*_, last = net.buffers()
print(last.shape)
