import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.enc = nn.TransformerEncoderLayer(4, 2, 8, batch_first=True)
        self.norm = nn.LayerNorm(4)
n = Net()
for m in n.modules():
    if isinstance(m, nn.LayerNorm): nn.init.constant_(m.weight, 2.)
print([round(p.sum().item(), 2) for k, p in n.named_parameters() if "norm" in k])
