import mindspore as ms
from header import show, x
from mindspore import nn

m = nn.LayerNorm((2,), dtype=ms.float32)
show(m(x))
