from torch import nn
net = nn.Sequential(nn.Linear(3, 3), nn.LayerNorm(3))
print([n.endswith("weight") for n, _ in net._named_members(lambda m: m._parameters.items())])
