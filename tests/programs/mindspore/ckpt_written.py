import mindspore as ms
from mindspore import nn
from header import show, x
class N(nn.Cell):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(2, momentum=0.8)
    def construct(self, x): return self.bn(x)
n = N()
new = {}
for k, v in {'bn.weight': [2.0, 3.0], 'bn.bias': [0.5, 0.5]}.items():
    k = k.replace('bn.weight', 'bn.gamma').replace('bn.bias', 'bn.beta')
    new[k] = ms.Parameter(ms.Tensor(v, ms.float32), name=k)
ms.load_param_into_net(n, new)
show(n(x))
