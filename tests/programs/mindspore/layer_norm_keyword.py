from header import show, x
from mindspore import nn

m = nn.LayerNorm(normalized_shape=(2,), epsilon=1e-6)
show(m(input_x=x))
