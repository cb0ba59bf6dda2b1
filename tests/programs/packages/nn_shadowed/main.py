from common import *
from probe import check


def make(c, nn=nn):
    return nn.BatchNorm2d(c, momentum=0.3)


print(type(make(2, Fake)).__name__)
check(nn.Sequential(nn.Conv2d(2, 2, 1), make(2)).eval(), (4, 2, 6, 6))
