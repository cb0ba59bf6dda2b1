import hashlib

from torch import nn

net = nn.Sequential(nn.Conv2d(3, 3, 1), nn.BatchNorm2d(3), nn.ReLU())
print(hashlib.md5(",".join(net.state_dict()).encode()).hexdigest())
