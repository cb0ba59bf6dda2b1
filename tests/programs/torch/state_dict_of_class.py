from torch import nn
net = nn.Sequential(nn.Linear(3, 3), nn.LayerNorm(3))
print("1.weight" in nn.Module.state_dict(net), "1.weight" in type(net).state_dict(net))
