import torch
from nets import Net
n = Net(); n(torch.ones(2, 3, 2, 2))
print([round(v, 3) for v in n.norm.running_mean.tolist()])
