from torch import nn
a = [nn.Linear(3, 3)]
a[:0] = (nn.LayerNorm(4),)
print(a[0].weight.shape)
