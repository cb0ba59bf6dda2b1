import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
import re
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2))
sd = {re.sub(r"^0\.", "conv.", k): v for k, v in net.state_dict().items()}
print([k for k in sd if re.search(r"weight$", k)])
