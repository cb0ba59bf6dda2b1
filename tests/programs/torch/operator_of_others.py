import operator

import torch
from torch import nn

sizes = [{"name": "a.b", "weight": 2}, {"name": "c", "weight": 1}]
sizes.sort(key=operator.itemgetter("weight"))
net = nn.Sequential(*(nn.BatchNorm2d(one["weight"] + 1) for one in sizes[:1]))
print(operator.eq(len(net), 1), hasattr(nn.BatchNorm2d, "forward"))
print(operator.itemgetter("name")(sizes[0]), net(torch.ones(2, 2, 1, 1)).sum().item())
