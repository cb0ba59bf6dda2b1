import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
class N(nn.Module):
    def __init__(self):
        super().__init__(); self.bn = nn.BatchNorm2d(2); self._register_load_state_dict_pre_hook(self.fix)
    def fix(self, sd, prefix, *a):
        for k in list(sd):
            if k.endswith("bn.weight"): sd[k] = sd[k] * 3
a, b = N(), N(); b.load_state_dict(a.state_dict()); show(b.bn.weight)
