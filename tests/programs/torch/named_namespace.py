import types
from torch import nn
net = nn.Sequential(nn.Linear(2, 2), nn.LayerNorm(2))
ns = types.SimpleNamespace(**{n.replace(".", "_"): p for n, p in net.named_parameters()}) if False else types.SimpleNamespace()
for n, p in net.named_parameters():
    setattr(ns, "p_" + n.replace(".", "_"), p.numel())
print(ns.p_0_weight, getattr(ns, "p_1_weight", None), len(vars(ns)))
