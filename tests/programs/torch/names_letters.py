from torch import nn
print([sum(c == "i" for c in n) for n, _ in nn.Sequential(nn.LayerNorm(3)).named_parameters()])
