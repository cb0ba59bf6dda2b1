import torch
from torch import nn
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.dec = nn.TransformerDecoder(nn.TransformerDecoderLayer(4, 2, 8), 2, nn.LayerNorm(4))
n = Net()
decay = [p for m in n.modules() if not isinstance(m, (nn.LayerNorm, nn.Embedding)) for p in m.parameters(recurse=False)]
print(len(decay))
