import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
import re
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2))
groups = {}
for k, p in net.named_parameters():
    d = int(re.match(r"(\d+)", k).group(1))
    groups.setdefault(d, []).append(p)
print({d: len(ps) for d, ps in groups.items()})
