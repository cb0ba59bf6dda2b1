import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
for d in (1, 2):
    setattr(nn, "BatchNorm" + str(d) + "d", nn.InstanceNorm2d)
print(type(nn.BatchNorm2d(2)).__name__)
