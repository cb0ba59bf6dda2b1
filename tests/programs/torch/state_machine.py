import torch
from torch import nn
class S:
    def __init__(self): self.state = self.start; self.m = None
    def start(self): self.m = nn.LayerNorm(3); self.state = self.end
    def end(self): return self.m.weight.shape
    def step(self): return self.state()
s = S(); s.step(); print(s.step())
