from typing import Protocol, Callable, Type
from torch import nn
class NormFactory(Protocol):
    def __call__(self, num_features: int) -> nn.Module: ...
def stack(f: NormFactory, n: int) -> nn.Sequential:
    return nn.Sequential(*(f(2) for _ in range(n)))
def fac(kind: str, momentum: float = 0.1) -> NormFactory:
    def bn(num_features): return nn.BatchNorm2d(num_features, momentum=momentum)
    def gn(num_features): return nn.GroupNorm(1, num_features)
    return {"bn": bn, "gn": gn}[kind]
