import io
import torch
from torch import nn

net = nn.Sequential(nn.Conv2d(3, 4, 1, bias=False), nn.BatchNorm2d(4, affine=False))
f = io.BytesIO()
torch.save({"model": net.state_dict(), "epoch": 3}, f)
f.seek(0)
ck = torch.load(f)
print(len(ck["model"]), ck["epoch"])
