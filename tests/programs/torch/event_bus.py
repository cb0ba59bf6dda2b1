from torch import nn
class Bus:
    def __init__(self): self.h = {}
    def on(self, e):
        def d(f): self.h.setdefault(e, []).append(f); return f
        return d
    def emit(self, e, *a, **k): return [f(*a, **k) for f in self.h.get(e, ())]
bus = Bus()
@bus.on("built")
def show(m, k): return m.weight.shape, k
print(bus.emit("built", nn.LayerNorm(3), k=1))
