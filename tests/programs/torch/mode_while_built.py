"""Networks that are put into evaluation while they are built, each in another way."""

import contextlib
import operator
from functools import partial

import torch
import torch.nn as nn

torch.manual_seed(0)
x = torch.randn(3, 2, 2, 2) + 1
KEPT = []


def freeze(module):
    module.eval()


def freeze_by_name(module, name="eval"):
    getattr(module, name)()


def freeze_all():
    for module in KEPT:
        module.train(mode=False)


@contextlib.contextmanager
def evaluating(module):
    module.eval()
    yield module


class Wrapper(nn.Module):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner


class Walk(nn.Module):
    def __init__(self):
        super().__init__()
        for m in self.modules():
            m.eval()
        self.bn = nn.BatchNorm2d(2, momentum=0.3)


class Applied(nn.Module):
    def __init__(self):
        super().__init__()
        self.apply(freeze)
        self.bn = nn.BatchNorm2d(2, momentum=0.3)


class ByLambda(nn.Module):
    def __init__(self):
        super().__init__()
        self.apply(lambda m: m.train(False))
        self.bn = nn.BatchNorm2d(2, momentum=0.3)


class ByClass(nn.Module):
    def __init__(self):
        super().__init__()
        nn.Module.eval(self)
        self.bn = nn.BatchNorm2d(2, momentum=0.3)


class ByClassFalse(nn.Module):
    def __init__(self):
        super().__init__()
        nn.Module.train(self, False)
        self.bn = nn.BatchNorm2d(2, momentum=0.3)


class BySuper(nn.Module):
    def __init__(self):
        super().__init__()
        super().eval()
        self.bn = nn.BatchNorm2d(2, momentum=0.3)


class Assigned(nn.Module):
    def __init__(self):
        super().__init__()
        self.training = False
        self.bn = nn.BatchNorm2d(2, momentum=0.3)


class SetByName(nn.Module):
    def __init__(self):
        super().__init__()
        setattr(self, "training", False)
        self.bn = nn.BatchNorm2d(2, momentum=0.3)


class SetByMethod(nn.Module):
    def __init__(self):
        super().__init__()
        self.__setattr__("training", False)
        self.bn = nn.BatchNorm2d(2, momentum=0.3)


class InDict(nn.Module):
    def __init__(self):
        super().__init__()
        self.__dict__["training"] = False
        self.bn = nn.BatchNorm2d(2, momentum=0.3)


class ByVars(nn.Module):
    def __init__(self):
        super().__init__()
        vars(self).update(training=False)
        self.bn = nn.BatchNorm2d(2, momentum=0.3)


class OtherName(nn.Module):
    def __init__(self):
        super().__init__()
        switch = self.train
        switch(False)
        self.bn = nn.BatchNorm2d(2, momentum=0.3)


class Called(nn.Module):
    def __init__(self):
        super().__init__()
        operator.methodcaller("eval")(self)
        self.bn = nn.BatchNorm2d(2, momentum=0.3)


class Looked(nn.Module):
    def __init__(self):
        super().__init__()
        freeze_by_name(self)
        self.bn = nn.BatchNorm2d(2, momentum=0.3)


class Bound(nn.Module):
    def __init__(self):
        super().__init__()
        partial(nn.Module.train, self)(False)
        self.bn = nn.BatchNorm2d(2, momentum=0.3)


class Listed(nn.Module):
    def __init__(self):
        super().__init__()
        for m in [self]:
            m.eval()
        self.bn = nn.BatchNorm2d(2, momentum=0.3)


class Mapped(nn.Module):
    def __init__(self):
        super().__init__()
        list(map(nn.Module.eval, [self]))
        self.bn = nn.BatchNorm2d(2, momentum=0.3)


class MappedLambda(nn.Module):
    def __init__(self):
        super().__init__()
        list(map(lambda m: m.eval(), self.modules()))
        self.bn = nn.BatchNorm2d(2, momentum=0.3)


class Wrapped(nn.Module):
    def __init__(self):
        super().__init__()
        Wrapper(self).eval()
        self.bn = nn.BatchNorm2d(2, momentum=0.3)


class Kept(nn.Module):
    def __init__(self):
        super().__init__()
        KEPT.append(self)
        freeze_all()
        self.bn = nn.BatchNorm2d(2, momentum=0.3)


class InContext(nn.Module):
    def __init__(self):
        super().__init__()
        with evaluating(self):
            pass
        self.bn = nn.BatchNorm2d(2, momentum=0.3)


class ByProperty(nn.Module):
    def __init__(self):
        super().__init__()
        self.frozen = True
        self.bn = nn.BatchNorm2d(2, momentum=0.3)

    @property
    def frozen(self):
        return not self.training

    @frozen.setter
    def frozen(self, value):
        self.train(not value)


class Mixin:
    def prepare(self):
        self.train(False)


class Mixed(Mixin, nn.Module):
    def __init__(self):
        super().__init__()
        self.prepare()
        self._build()

    def _build(self):
        self.bn = nn.BatchNorm2d(2, momentum=0.3)


class Late(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Identity())
        self.eval()
        self.body.append(nn.BatchNorm2d(2, momentum=0.3))

    @property
    def bn(self):
        return self.body[1]


class Listing(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList()
        freeze(self.layers)
        self.layers.append(nn.BatchNorm2d(2, momentum=0.3))

    @property
    def bn(self):
        return self.layers[0]


class Added(nn.ModuleList):
    def __init__(self):
        super().__init__()
        self.eval()
        self.append(nn.BatchNorm2d(2, momentum=0.3))

    @property
    def bn(self):
        return self[0]


class Usual(nn.Module):
    def __init__(self):
        super().__init__()
        self.other = nn.Dropout(0.5)
        self.other.eval()
        freeze(self.other)
        self.bn = nn.BatchNorm2d(2, momentum=0.3)


def head_of_model():
    head = nn.Sequential(nn.Identity())
    model = Wrapper(head)
    model.eval()
    head.append(nn.BatchNorm2d(2, momentum=0.3))
    return head


def head_in_list():
    head = nn.Sequential(nn.Identity())
    for child in nn.ModuleList([head]).children():
        child.eval()
    head.add_module("bn", nn.BatchNorm2d(2, momentum=0.3))
    return head


def show(name, bn):
    print(name, [round(v, 4) for v in bn(x).detach().flatten()[:4].tolist()])
    print([round(v, 4) for v in bn.running_mean.tolist()])


show("Walk", Walk().bn)
show("Applied", Applied().bn)
show("ByLambda", ByLambda().bn)
show("ByClass", ByClass().bn)
show("ByClassFalse", ByClassFalse().bn)
show("BySuper", BySuper().bn)
show("Assigned", Assigned().bn)
show("SetByName", SetByName().bn)
show("SetByMethod", SetByMethod().bn)
show("InDict", InDict().bn)
show("ByVars", ByVars().bn)
show("OtherName", OtherName().bn)
show("Called", Called().bn)
show("Looked", Looked().bn)
show("Bound", Bound().bn)
show("Listed", Listed().bn)
show("Mapped", Mapped().bn)
show("MappedLambda", MappedLambda().bn)
show("Wrapped", Wrapped().bn)
show("Kept", Kept().bn)
show("InContext", InContext().bn)
show("ByProperty", ByProperty().bn)
show("Mixed", Mixed().bn)
show("Late", Late().bn)
show("Listing", Listing().bn)
show("Added", Added().bn)
show("Usual", Usual().bn)
show("head_of_model", head_of_model()[1])
show("head_in_list", head_in_list()[1])
