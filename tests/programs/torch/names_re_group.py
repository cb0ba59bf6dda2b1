import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
import re
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2))
for k in net.state_dict():
    m = re.match(r"(\d+)\.(.*)", k)
    if m and m.group(2) == "bias": print(1)
