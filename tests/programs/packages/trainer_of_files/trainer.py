import torch
class Trainer:
    def __init__(self, model, loss, opt): self.model, self.loss, self.opt = model, loss, opt; self.hooks = {}
    def on(self, ev):
        def d(f): self.hooks.setdefault(ev, []).append(f); return f
        return d
    def fire(self, ev, **kw): [f(self, **kw) for f in self.hooks.get(ev, ())]
    def fit(self, data, n):
        for e in range(n):
            self.model.train(); self.fire("epoch", epoch=e)
            for x in data: self.opt.zero_grad(); self.loss(self.model(x)).backward(); self.opt.step()
            self.model.eval(); self.fire("end", epoch=e)
