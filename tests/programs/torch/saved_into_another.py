import io
import torch
from torch import nn

a = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4))
b = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4, momentum=None))
nn.init.constant_(a[1].weight, 3.0)
f = io.BytesIO()
torch.save(a.state_dict(), f)
f.seek(0)
b.load_state_dict(torch.load(f))
print(b[1].weight)
