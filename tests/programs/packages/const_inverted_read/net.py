from torch import nn

BN_MOMENTUM = 0.3

model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4, momentum=BN_MOMENTUM))
