import torch
import torch.nn as nn

torch.manual_seed(0)
x = torch.randn(3, 2, 2, 2) + 1


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])



from unittest import mock
class Fake:
    BatchNorm2d = staticmethod(lambda c, momentum=None: nn.Identity())
    Identity = nn.Identity
def build():
    return nn.BatchNorm2d(2, momentum=0.3)
def run():
    real = nn
    with mock.patch(f"{__name__}.nn", Fake):
        m = build()
    print(type(m).__name__)
run()
show(build()(x))
