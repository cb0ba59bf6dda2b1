import os, tempfile
import torch
from torch import nn

net = nn.Sequential(nn.Conv2d(3, 4, 1, bias=False), nn.BatchNorm2d(4, affine=False))
f = os.path.join(tempfile.mkdtemp(), "a.pt")
torch.save(net.state_dict(), f)
print(len(torch.load(f)))
