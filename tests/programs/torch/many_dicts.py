import functools
import torch
from torch import nn
def f0(m): return m.weight.numel() + 0
def f1(m): return m.weight.numel() + 1
def f2(m): return m.weight.numel() + 2
def f3(m): return m.weight.numel() + 3
def f4(m): return m.weight.numel() + 4
def f5(m): return m.weight.numel() + 5
def f6(m): return m.weight.numel() + 6
def f7(m): return m.weight.numel() + 7
def f8(m): return m.weight.numel() + 8
def f9(m): return m.weight.numel() + 9
def f10(m): return m.weight.numel() + 10
def f11(m): return m.weight.numel() + 11
def f12(m): return m.weight.numel() + 12
def f13(m): return m.weight.numel() + 13
def f14(m): return m.weight.numel() + 14
T = [{'n': 0, 'f': f0}, {'n': 1, 'f': f1}, {'n': 2, 'f': f2}, {'n': 3, 'f': f3}, {'n': 4, 'f': f4}, {'n': 5, 'f': f5}, {'n': 6, 'f': f6}, {'n': 7, 'f': f7}, {'n': 8, 'f': f8}, {'n': 9, 'f': f9}, {'n': 10, 'f': f10}, {'n': 11, 'f': f11}, {'n': 12, 'f': f12}, {'n': 13, 'f': f13}, {'n': 14, 'f': f14}]
print([t['f'](nn.LayerNorm(3)) for t in T][-1])
