from torch import nn

net = nn.Sequential(nn.Conv2d(3, 3, 1), nn.BatchNorm2d(3), nn.ReLU())
base = nn.modules.batchnorm._BatchNorm
print(nn.BatchNorm2d in base.__subclasses__(), [isinstance(m, base) for m in net])
