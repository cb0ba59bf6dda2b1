from torch import nn
a = [nn.Linear(3, 3)]
a[1:1] = [nn.LayerNorm(3)]
print([m.weight.shape for m in a])
