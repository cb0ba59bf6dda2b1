from torch import nn

net = nn.Sequential(nn.Conv2d(3, 3, 1), nn.BatchNorm2d(3), nn.ReLU())
groups = {}
for name, parameter in net.named_parameters():
    groups.setdefault(name.rsplit(".", 1)[0], []).append(parameter.numel())
print(groups)
