import torch
import torch.nn as nn

torch.manual_seed(0)
X = torch.randn(2, 5, 8) * 0.01


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


from types import SimpleNamespace

cfg = SimpleNamespace(hidden_size=8, layer_norm_eps=1e-12)
show(nn.LayerNorm(cfg.hidden_size, eps=cfg.layer_norm_eps)(X))
