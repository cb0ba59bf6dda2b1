import torch
from torch import nn
net = nn.Sequential(nn.Conv2d(2,4,1), nn.BatchNorm2d(4))
decay = set(); no = set()
for mn, m in net.named_modules():
    for pn, p in m.named_parameters(recurse=False):
        fpn = "%s.%s" % (mn, pn) if mn else pn
        if pn.endswith("bias"):
            no.add(fpn)
        elif pn.endswith("weight") and isinstance(m, (nn.Linear, nn.Conv2d)):
            decay.add(fpn)
        elif pn.endswith("weight") and isinstance(m, (nn.LayerNorm, nn.BatchNorm2d)):
            no.add(fpn)
pd = {pn: p for pn, p in net.named_parameters()}
assert len(decay & no) == 0
print(len(decay), len(no), len(pd.keys() - (decay | no)))
