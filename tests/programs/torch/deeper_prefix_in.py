from torch import nn
net = nn.Sequential(nn.BatchNorm3d(2), nn.Conv3d(2, 2, 1))
norms = {n for n, m in net.named_modules() if isinstance(m, nn.BatchNorm3d)}
print([n.rpartition(".")[0] in norms for n, _ in net.named_parameters()])
