import functools
import torch
from torch import nn
class CB:
    def on_end(self, net): pass
class C0(CB):
    def on_end(self, net): print(0, net[1].weight.sum().item())
class C1(CB):
    def on_end(self, net): print(1, net[1].weight.sum().item())
class C2(CB):
    def on_end(self, net): print(2, net[1].weight.sum().item())
class C3(CB):
    def on_end(self, net): print(3, net[1].weight.sum().item())
class C4(CB):
    def on_end(self, net): print(4, net[1].weight.sum().item())
class C5(CB):
    def on_end(self, net): print(5, net[1].weight.sum().item())
class C6(CB):
    def on_end(self, net): print(6, net[1].weight.sum().item())
class C7(CB):
    def on_end(self, net): print(7, net[1].weight.sum().item())
class C8(CB):
    def on_end(self, net): print(8, net[1].weight.sum().item())
class C9(CB):
    def on_end(self, net): print(9, net[1].weight.sum().item())
class C10(CB):
    def on_end(self, net): print(10, net[1].weight.sum().item())
class C11(CB):
    def on_end(self, net): print(11, net[1].weight.sum().item())
class C12(CB):
    def on_end(self, net): print(12, net[1].weight.sum().item())
class C13(CB):
    def on_end(self, net): print(13, net[1].weight.sum().item())
class C14(CB):
    def on_end(self, net): print(14, net[1].weight.sum().item())
net = nn.Sequential(nn.Linear(3, 3), nn.LayerNorm(3))
for c in (C0(), C1(), C2(), C3(), C4(), C5(), C6(), C7(), C8(), C9(), C10(), C11(), C12(), C13(), C14()): c.on_end(net)
