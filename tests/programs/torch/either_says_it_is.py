import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
class Fake:
    weight = torch.zeros(2)
    @property
    def __class__(self):
        return nn.BatchNorm2d
for m in [nn.BatchNorm2d(2), Fake()]:
    show(m.weight)
