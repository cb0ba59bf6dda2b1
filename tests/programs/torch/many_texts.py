from torch import nn
net = nn.Sequential(nn.Linear(3, 3), nn.LayerNorm(3))
SKIP = {"a.0", "a.1", "a.2", "a.3", "a.4", "a.5", "a.6", "a.7", "a.8", "a.9", "b.0", "b.1", "b.2", "1.weight"}
print([n in SKIP for n, _ in net.named_parameters()])
