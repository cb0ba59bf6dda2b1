from torch import nn

net = nn.Sequential(nn.Conv2d(3, 3, 1), nn.BatchNorm2d(3), nn.ReLU())
state = net.state_dict()
print(state.popitem()[1].shape)
