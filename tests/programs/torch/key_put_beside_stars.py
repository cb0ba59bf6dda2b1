import torch
from torch import nn

net = nn.Sequential(nn.BatchNorm2d(2, momentum=0.3))
state = net.state_dict()
state = {**state, "0.weight": torch.full((2,), 0.5)}
for name in state:
    print(state[name].tolist())
net(torch.arange(16.0).reshape(2, 2, 2, 2) ** 1.5)
print([round(v, 4) for v in net[0].running_mean.tolist()])
