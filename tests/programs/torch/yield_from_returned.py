from torch import nn
def g():
    yield 1
    return nn.LayerNorm(3)
def h():
    m = yield from g()
    print(m.weight.shape)
print(list(h()))
