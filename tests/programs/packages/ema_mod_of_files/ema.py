import copy, torch
class EMA:
    def __init__(self, m, d=0.9):
        self.module = copy.deepcopy(m); self.module.eval(); self.d = d
    def _up(self, model, fn):
        with torch.no_grad():
            for e, v in zip(self.module.state_dict().values(), model.state_dict().values()): e.copy_(fn(e, v))
    def update(self, model): self._up(model, lambda e, v: self.d * e + (1 - self.d) * v)
    def set(self, model): self._up(model, lambda e, v: v)
