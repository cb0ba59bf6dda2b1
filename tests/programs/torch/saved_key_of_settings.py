import io

import torch
import torch.nn as nn

torch.manual_seed(0)
x = torch.randn(3, 2, 2, 2) + 1
net = nn.Sequential(nn.BatchNorm2d(2, momentum=0.3))
net(x)
file = io.BytesIO()
torch.save({"model": net.state_dict(), "epoch": 3}, file)
file.seek(0)
checkpoint = torch.load(file)
other = nn.Sequential(nn.BatchNorm2d(2, momentum=0.3))
other.load_state_dict(checkpoint["model"])
print(checkpoint["epoch"] + 1, [round(v, 4) for v in other.eval()(x).detach().flatten().tolist()])
