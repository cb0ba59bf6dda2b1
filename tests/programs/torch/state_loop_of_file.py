import io
import torch
from torch import nn

net = nn.Sequential(nn.Conv2d(3, 4, 1, bias=False), nn.BatchNorm2d(4, affine=False))
f = io.BytesIO()
torch.save(net.state_dict(), f)
f.seek(0)
n = 0
for k, v in torch.load(f).items():
    n += v.numel()
print(n)
