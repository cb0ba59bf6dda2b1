import itertools
from torch import nn
net = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4))
print([tuple(v.shape) for k, v in itertools.islice(net.state_dict().items(), 4, None)])
