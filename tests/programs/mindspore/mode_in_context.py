from contextlib import contextmanager
from mindspore import nn
from header import show, x
@contextmanager
def training(m):
    m.set_train(True)
    try: yield m
    finally: m.set_train(False)
bn = nn.BatchNorm2d(2, momentum=0.7)
with training(bn) as b: show(b(x))
show(bn(x), bn.moving_variance)
