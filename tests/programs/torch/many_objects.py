import torch
from torch import nn
class C0:
    def get(self, m): return m.weight.numel() + 0
class C1:
    def get(self, m): return m.weight.numel() + 1
class C2:
    def get(self, m): return m.weight.numel() + 2
class C3:
    def get(self, m): return m.weight.numel() + 3
class C4:
    def get(self, m): return m.weight.numel() + 4
class C5:
    def get(self, m): return m.weight.numel() + 5
class C6:
    def get(self, m): return m.weight.numel() + 6
class C7:
    def get(self, m): return m.weight.numel() + 7
class C8:
    def get(self, m): return m.weight.numel() + 8
class C9:
    def get(self, m): return m.weight.numel() + 9
class C10:
    def get(self, m): return m.weight.numel() + 10
class C11:
    def get(self, m): return m.weight.numel() + 11
class C12:
    def get(self, m): return m.weight.numel() + 12
class C13:
    def get(self, m): return m.weight.numel() + 13
cs = [C0(), C1(), C2(), C3(), C4(), C5(), C6(), C7(), C8(), C9(), C10(), C11(), C12(), C13()]
print([c.get(nn.LayerNorm(3)) for c in cs][-1])
