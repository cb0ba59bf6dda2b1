import io

import torch
from torch import nn

net = nn.Sequential(nn.GroupNorm(1, 2), nn.Linear(2, 2))
file = io.BytesIO()
torch.save({"model": net.state_dict()}, file)
file.seek(0)
state = torch.load(file)["model"]
del state["0.weight"]
print(len(state))
