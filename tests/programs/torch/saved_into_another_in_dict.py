import io
import torch
from torch import nn

a = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4))
b = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4, momentum=None))
f = io.BytesIO()
torch.save({"net": a.state_dict(), "epoch": 1}, f)
f.seek(0)
ck = torch.load(f)
b.load_state_dict(ck["net"])
print(b[1].running_mean, ck["epoch"])
