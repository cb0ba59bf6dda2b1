from torch import nn

from table import keep, kept

for module in nn.Sequential(nn.Conv2d(3, 3, 1), nn.BatchNorm2d(3, momentum=None)):
    keep(module)
print(kept(nn.BatchNorm2d))
