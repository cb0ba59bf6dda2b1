from a import layer
import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
class N(nn.Module):
    def __init__(self):
        super().__init__()
        self.eval()
        self.l = layer
    def forward(self, x):
        return self.l(x)
n = N()
show(n(torch.randn(3, 2, 2, 2)))
