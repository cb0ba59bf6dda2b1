"""A package that programs use and that isn't theirs: its layers stay as they are."""

import contextlib

from torch import nn


def backbone():
    return nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4, momentum=0.2))


class Base(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = backbone()
        self.norm = nn.BatchNorm2d(4)
        self.setup()

    def setup(self):
        pass

    def make(self):
        return backbone()

    def forward(self, x):
        return self.norm(self.backbone(x))


class Bare:
    def make(self):
        return backbone()


REG = {"b": backbone}
NET = backbone()


class Builder:
    def build(self):
        return backbone()

    net = property(lambda self: backbone())


@contextlib.contextmanager
def opened():
    yield backbone()


def nets():
    yield backbone()


def each(net, do):
    for m in net.modules():
        do(m)


def run(do):
    return do(backbone())


def wrap(cls):
    class Wrapped(cls):
        def __init__(self, *a):
            super().__init__(*a)
            self.extra = backbone()

        def forward(self, x):
            return super().forward(self.extra(x))

    return Wrapped


class Meta(type):
    def __call__(cls, *a):
        made = super().__call__(*a)
        made.extra = nn.BatchNorm2d(4)
        return made

BaseModule = Base


def norm():
    return nn.BatchNorm2d
