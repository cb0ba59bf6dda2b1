from collections import defaultdict
from torch import nn
d = defaultdict(lambda: nn.LayerNorm(3)); d["a"]; d["b"].weight.data.fill_(2)
print({k: v.weight.sum().item() for k, v in d.items()})
