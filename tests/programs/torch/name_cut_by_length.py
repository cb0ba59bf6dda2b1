import pathlib, re
from torch import nn
net = nn.Sequential(nn.Linear(3, 3), nn.LayerNorm(3))
deep = nn.Sequential(net, nn.BatchNorm1d(3))
class Top(nn.Module):
    def __init__(self): super().__init__(); self.norm = nn.LayerNorm(3); self.scale = nn.Parameter(net[0].bias.data); self.blocks = net
top = Top()
N = [n for n, _ in net.named_parameters()]; D = [n for n, _ in deep.named_parameters()]; T = [n for n, _ in top.named_parameters()]
print([n[:-len('.weight')] for n in N if n.endswith('weight')])
