import torch
import torch.nn as nn
x = torch.arange(12.0).reshape(1, 4, 3)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


norm = nn.GroupNorm(2, 4)
print(norm.training)
show(norm(x) if norm.training else x)
