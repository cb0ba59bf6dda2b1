import mindspore as ms
from mindspore import nn
from header import show, x
class Own:
    def __init__(self):
        self.gamma = ms.Parameter(ms.Tensor([3.0]), name="gamma")
for m in (nn.BatchNorm2d(2), Own()):
    print(m.gamma.asnumpy().tolist())
