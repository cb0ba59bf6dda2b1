from torch import nn
net = nn.Sequential(nn.Linear(3, 3), nn.LayerNorm(3))
print([n.endswith("weight") for n, _ in nn.Module.named_parameters(net)])
