import torch
import torch.nn as nn

torch.manual_seed(0)
X = torch.randn(2, 5, 8) * 0.01


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


NORMS = {"bn": nn.BatchNorm1d, "ln": nn.LayerNorm}
for k, c in (("bn", 5), ("ln", 8)):
    m = NORMS[k](c)
    m.train()
    show(m(X))
