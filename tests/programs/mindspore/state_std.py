from mindspore import nn
from header import show, x
def spread(t):
    return t.std()
bn = nn.BatchNorm2d(2, momentum=0.7).set_train()
bn(x)
print(round(float(spread(bn.moving_mean * 2)), 4))
