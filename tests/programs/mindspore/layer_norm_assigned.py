from header import show, x
from mindspore import nn

m = nn.LayerNorm((2,))
m.epsilon = 1.0
show(m(x))
