import mindspore as ms
from mindspore import nn, ops
bn = nn.BatchNorm2d(2, momentum=0.7)
print(ops.concat([bn.gamma, bn.beta]).shape)
