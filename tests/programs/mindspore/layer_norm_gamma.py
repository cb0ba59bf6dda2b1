from header import show, x
from mindspore import nn

m = nn.LayerNorm((2,))
print(m.gamma.shape, m.beta.shape)
show(m(x))
