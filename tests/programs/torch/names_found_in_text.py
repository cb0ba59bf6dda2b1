from torch import nn
print(["w:weight b:bias".find(n.split(".")[-1]) for n, _ in nn.Sequential(nn.LayerNorm(3)).named_parameters()])
