from torch import nn
ln = nn.LayerNorm(3)
print("{0.eps} {0.bias}".format(ln))
