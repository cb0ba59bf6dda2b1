from torch import nn
net = nn.Sequential(nn.BatchNorm3d(2), nn.Conv3d(2, 2, 1))
print([n.rsplit(".", 1)[0] == "0" for n, _ in net.named_parameters()])
