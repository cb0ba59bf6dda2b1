from torch import nn

net = nn.Sequential(nn.Conv2d(3, 3, 1), nn.BatchNorm2d(3, momentum=None), nn.ReLU())
by = {}
for m in net:
    by.setdefault(m.__class__, []).append(m.training)
print(by.pop(nn.BatchNorm2d))
