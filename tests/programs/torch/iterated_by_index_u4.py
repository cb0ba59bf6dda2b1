from torch import nn
class S:
    def __init__(self): self.ms = [nn.LayerNorm(3), nn.LayerNorm(4)]
    def __getitem__(self, i): return self.ms[i]
def f(a, *b): return a.weight.shape, b[0].bias.shape
print(f(*S()))
class T:
    def __init__(self): self.ms = [nn.LayerNorm(3), nn.LayerNorm(4)]
    def __iter__(self): return iter(self.ms)
print(f(*T()))
print([*T()][0].bias.shape, [m.weight.shape for m in (*T(), *S())])
x = []
x += T()
x.extend(S())
print([m.weight.shape for m in x])
