import torch
from torch import nn
torch.manual_seed(0)
enc = nn.TransformerEncoderLayer(4, 2, 8, batch_first=True)
ln = nn.LayerNorm(4)
ln.load_state_dict(enc.norm1.state_dict())
print(isinstance(enc.norm1, nn.LayerNorm), sum(isinstance(m, nn.LayerNorm) for m in enc.modules()), type(enc.norm1) is type(ln))
