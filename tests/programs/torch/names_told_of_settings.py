import torch
from torch import nn
net = nn.Sequential(nn.Conv2d(2,4,1), nn.BatchNorm2d(4, momentum=0.3))
def count(d): return sum('bias' in k for k in d)
opt = torch.optim.Adam(net.parameters())
print(count(net.state_dict()), count(opt.param_groups[0]), count(opt.defaults))
