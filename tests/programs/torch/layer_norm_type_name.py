import torch
import torch.nn as nn

torch.manual_seed(0)
X = torch.randn(2, 5, 8) * 0.01


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


net = nn.Sequential(nn.Linear(8, 8), nn.LayerNorm(8))
for m in net.modules():
    if type(m).__name__ == "LayerNorm" or "LayerNorm" in m.__class__.__name__:
        print(m.weight.shape)
