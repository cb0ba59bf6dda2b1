import torch
from torch import nn
class Ghost(nn.Module):
    def __init__(self, c, vbs=2, momentum=0.01):
        super().__init__()
        self.vbs = vbs; self.bn = nn.BatchNorm1d(c, momentum=momentum)
    def forward(self, x):
        return torch.cat([self.bn(c) for c in x.chunk(max(1, x.shape[0] // self.vbs), 0)], 0)
torch.manual_seed(0)
g = Ghost(3); g(torch.randn(4, 3)); print([round(v, 4) for v in g.bn.running_var.tolist()])
