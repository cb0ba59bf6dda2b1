from torch import nn

net = nn.Sequential(nn.Conv2d(3, 3, 1), nn.BatchNorm2d(3), nn.ReLU())
by_class = {}
for module in net:
    by_class.setdefault(type(module), []).append(module)
print(len(by_class[nn.BatchNorm2d]))
