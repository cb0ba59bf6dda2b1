from operator import itemgetter

from torch import nn

net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2))
print(itemgetter("1.weight")(net.state_dict()).tolist())
