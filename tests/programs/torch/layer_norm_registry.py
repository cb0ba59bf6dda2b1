import torch
import torch.nn as nn

torch.manual_seed(0)
X = torch.randn(2, 5, 8) * 0.01


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


NORMS = {"bn": nn.BatchNorm1d, "ln": nn.LayerNorm, "id": nn.Identity}
show(NORMS["ln"](8)(X))
show(NORMS["bn"](5)(X))
