from torch import nn

net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2))
print(hasattr(nn.BatchNorm2d, "reset_running_stats"))
print([hasattr(type(module), "reset_parameters") for module in net])
