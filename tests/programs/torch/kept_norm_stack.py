import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
BATCH = torch.arange(24.0).reshape(3, 2, 2, 2) ** 1.5 / 10
def run(net, n=2):
    for _ in range(n):
        net(BATCH)
    net.eval()
    show(net(BATCH))
import contextlib
_STACK = [nn.BatchNorm2d]
@contextlib.contextmanager
def default_norm(cls):
    _STACK.append(cls)
    try:
        yield
    finally:
        _STACK.pop()
def make(c):
    return _STACK[-1](c)
with default_norm(nn.InstanceNorm2d):
    a = make(2)
b = make(2)
print(type(a).__name__)
run(b)
show(b.running_mean)
