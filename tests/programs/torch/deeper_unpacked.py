from torch import nn
net = nn.Sequential(nn.BatchNorm3d(2), nn.Conv3d(2, 2, 1))
for n, p in net.named_parameters():
    i, leaf = n.split(".")
    print(i, p.ndim)
