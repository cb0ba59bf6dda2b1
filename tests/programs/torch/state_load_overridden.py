import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
class N(nn.Module):
    def __init__(self): super().__init__(); self.bn = nn.BatchNorm2d(2)
    def _load_from_state_dict(self, sd, prefix, *a):
        k = prefix + "bn.weight"
        if k in sd: sd[k] = sd[k] * 2
        super()._load_from_state_dict(sd, prefix, *a)
a, b = N(), N(); b.load_state_dict(a.state_dict()); show(b.bn.weight)
