import torch
from torch import nn
class Vit(nn.Module):
    def __init__(self):
        super().__init__()
        self.pos_embed = nn.Parameter(torch.zeros(1, 3)); self.blocks = nn.ModuleList([nn.ModuleDict({"norm1": nn.LayerNorm(3), "fc": nn.Linear(3, 3)}) for _ in range(2)]); self.norm = nn.LayerNorm(3)
def layer_id(name, n):
    if name in ("cls_token", "pos_embed"): return 0
    if name.startswith("blocks"): return int(name.split(".")[1]) + 1
    return n
net = Vit(); groups = {}
for n, p in net.named_parameters():
    if not p.requires_grad: continue
    k = f"layer_{layer_id(n, 3)}_{'no_decay' if p.ndim == 1 else 'decay'}"
    groups.setdefault(k, {"names": [], "params": []}); groups[k]["names"].append(n); groups[k]["params"].append(p)
print({k: len(g["params"]) for k, g in groups.items()}, {k: sum(p.numel() for p in g["params"]) for k, g in groups.items()})
