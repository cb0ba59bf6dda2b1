import mindspore as ms
from mindspore import nn, Parameter
from header import show, x
bn = nn.BatchNorm2d(2, momentum=0.7)
print(isinstance(bn.gamma, Parameter), bn.gamma.dtype == ms.float32, f"{bn.gamma.shape}")
