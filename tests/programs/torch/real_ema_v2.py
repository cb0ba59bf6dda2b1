import copy
import torch
from torch import nn
torch.manual_seed(0)
class ModelEma(nn.Module):
    def __init__(self, model, decay=0.5):
        super().__init__(); self.module = copy.deepcopy(model); self.module.eval(); self.decay = decay
    def _update(self, model, fn):
        with torch.no_grad():
            for e, m in zip(self.module.state_dict().values(), model.state_dict().values()): e.copy_(fn(e, m))
    def update(self, model): self._update(model, lambda e, m: self.decay * e + (1. - self.decay) * m)
    def set(self, model): self._update(model, lambda e, m: m)
net = nn.Sequential(nn.Linear(3, 3), nn.BatchNorm1d(3), nn.LayerNorm(3)); ema = ModelEma(net)
net(torch.randn(4, 3)); ema.update(net); print(round(ema.module[1].running_mean.sum().item(), 4)); ema.set(net); print(round(ema.module[1].running_mean.sum().item(), 4))
