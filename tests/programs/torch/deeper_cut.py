from torch import nn
net = nn.Sequential(nn.BatchNorm3d(2), nn.Conv3d(2, 2, 1))
print([n[:n.rindex(".")] == "0" for n, _ in net.named_parameters()], [n.split(".")[-2].isdigit() for n, _ in net.named_parameters()])
