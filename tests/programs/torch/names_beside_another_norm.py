from torch import nn

a = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4))
b = nn.Sequential(nn.Conv2d(3, 4, 1), nn.InstanceNorm2d(4, affine=True))
print([n for n, _ in a.named_parameters()] == [n for n, _ in b.named_parameters()])
