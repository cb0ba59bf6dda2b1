import torch
from torch import nn
from trainer import Trainer
class Mod(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4, momentum=0.3), nn.LayerNorm(4), nn.Linear(4, 1))
    def training_step(self, b): return self.net(b).pow(2).mean()
    def configure_optimizers(self):
        norm = {p for m in self.modules() if isinstance(m, (nn.BatchNorm1d, nn.LayerNorm)) for p in m.parameters()}
        return torch.optim.AdamW([{"params": [p for p in self.parameters() if p not in norm], "weight_decay": 0.5}, {"params": [p for p in self.parameters() if p in norm], "weight_decay": 0.0}], lr=0.05)
torch.manual_seed(0)
t = Trainer(2); m = Mod()
t.callbacks.append(lambda mod, e: print(e, mod.net[1].training, round(mod.net[1].running_mean.sum().item(), 3)))
print(t.fit(m, [torch.randn(4, 3) for _ in range(2)]), m.net[1].training)
