import functools
import torch
from torch import nn
REG = {}
def reg(c): REG[c.__name__] = c; return c
@reg
class M0:
    def w(self, m): return m.weight.numel() + 0
@reg
class M1:
    def w(self, m): return m.weight.numel() + 1
@reg
class M2:
    def w(self, m): return m.weight.numel() + 2
@reg
class M3:
    def w(self, m): return m.weight.numel() + 3
@reg
class M4:
    def w(self, m): return m.weight.numel() + 4
@reg
class M5:
    def w(self, m): return m.weight.numel() + 5
@reg
class M6:
    def w(self, m): return m.weight.numel() + 6
@reg
class M7:
    def w(self, m): return m.weight.numel() + 7
@reg
class M8:
    def w(self, m): return m.weight.numel() + 8
@reg
class M9:
    def w(self, m): return m.weight.numel() + 9
@reg
class M10:
    def w(self, m): return m.weight.numel() + 10
@reg
class M11:
    def w(self, m): return m.weight.numel() + 11
@reg
class M12:
    def w(self, m): return m.weight.numel() + 12
@reg
class M13:
    def w(self, m): return m.weight.numel() + 13
@reg
class M14:
    def w(self, m): return m.weight.numel() + 14
print([c().w(nn.LayerNorm(3)) for c in REG.values()][-1], REG['M14']().w(nn.Linear(1, 1)))
