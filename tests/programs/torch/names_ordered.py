from torch import nn
net = nn.Sequential(nn.Linear(3, 3), nn.LayerNorm(3))
print([n > "1.h" for n, _ in net.named_parameters()])
