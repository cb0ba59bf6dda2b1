import enum
from torch import nn
class K(str, enum.Enum):
    W = "weight"; B = "bias"
print([n == K.W for n, _ in nn.LayerNorm(3).named_parameters()], [n in list(K) for n, _ in nn.LayerNorm(3).named_parameters()])
