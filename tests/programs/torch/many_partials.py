import functools
import torch
from torch import nn
def f0(m, k=0): return m.weight.numel() + 0
def f1(m, k=0): return m.weight.numel() + 1
def f2(m, k=0): return m.weight.numel() + 2
def f3(m, k=0): return m.weight.numel() + 3
def f4(m, k=0): return m.weight.numel() + 4
def f5(m, k=0): return m.weight.numel() + 5
def f6(m, k=0): return m.weight.numel() + 6
def f7(m, k=0): return m.weight.numel() + 7
def f8(m, k=0): return m.weight.numel() + 8
def f9(m, k=0): return m.weight.numel() + 9
def f10(m, k=0): return m.weight.numel() + 10
def f11(m, k=0): return m.weight.numel() + 11
def f12(m, k=0): return m.weight.numel() + 12
def f13(m, k=0): return m.weight.numel() + 13
def f14(m, k=0): return m.weight.numel() + 14
T = [functools.partial(f0, k=0), functools.partial(f1, k=1), functools.partial(f2, k=2), functools.partial(f3, k=3), functools.partial(f4, k=4), functools.partial(f5, k=5), functools.partial(f6, k=6), functools.partial(f7, k=7), functools.partial(f8, k=8), functools.partial(f9, k=9), functools.partial(f10, k=10), functools.partial(f11, k=11), functools.partial(f12, k=12), functools.partial(f13, k=13), functools.partial(f14, k=14)]
print([g(nn.LayerNorm(3)) for g in T][-1])
