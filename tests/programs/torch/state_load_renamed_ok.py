import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
class N(nn.Module):
    def __init__(self): super().__init__(); self.bn = nn.BatchNorm2d(2); self.c = nn.Conv2d(2, 2, 1)
    def load_state_dict(self, sd, strict=True):
        sd = {k.replace("module.", ""): v for k, v in sd.items()}
        return super().load_state_dict(sd, strict)
a, b = N(), N(); a.bn.weight.data.fill_(3); b.load_state_dict({"module." + k: v for k, v in a.state_dict().items()}); show(b.bn.weight)
