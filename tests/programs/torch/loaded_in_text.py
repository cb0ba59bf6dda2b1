import torch
from torch import nn
torch.manual_seed(0)
net = nn.Sequential(nn.BatchNorm2d(4), nn.Linear(4, 2))
state = nn.Sequential(nn.BatchNorm2d(4)).state_dict()
ret = net.load_state_dict(state, strict=False)
msg = "missing: %s" % ret.missing_keys
print("weight" in msg)
for k in ret.missing_keys:
    print(k)
print(ret.missing_keys == ["1.weight", "1.bias"])
