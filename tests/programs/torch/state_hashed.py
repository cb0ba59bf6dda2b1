import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
import hashlib
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2))
h = hashlib.md5()
for k, v in net.state_dict().items(): h.update(k.encode()); h.update(v.numpy().tobytes())
print(h.hexdigest())
