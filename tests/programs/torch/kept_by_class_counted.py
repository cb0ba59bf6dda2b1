from torch import nn

net = nn.Sequential(nn.Conv2d(3, 3, 1), nn.BatchNorm2d(3, momentum=None), nn.ReLU())
by = {}
for m in net:
    by[type(m)] = by.get(type(m), 0) + 1
print(by[nn.BatchNorm2d])
