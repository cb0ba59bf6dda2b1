from torch import nn
from probe import check


def norm(c, kw):
    return nn.BatchNorm2d(c, **kw)


kw = dict(momentum=0.3)
a = norm(2, kw)
kw["momentum"] = None
b = norm(2, kw)
check(nn.Sequential(a), (4, 2, 6, 6))
print(b.num_features)
