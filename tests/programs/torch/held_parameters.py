import torch
from torch import nn

torch.manual_seed(0)
bn = nn.BatchNorm3d(3, momentum=0.05)
bn.weight.data.mul_(2)
bn.bias.requires_grad_(False)
bn.weight = nn.Parameter(torch.full((3,), 0.25))
y = bn(torch.rand(3, 3, 2, 2, 2))
(bn.weight * y.mean()).sum().backward()
print(
    [round(v, 4) for v in bn.running_mean.tolist()],
    bn.weight.shape,
    bn.weight.detach().tolist(),
    bn.weight.grad is None,
)
bn.reset_running_stats()
print(bn.running_var.tolist())
for p in bn.parameters():
    print(p.shape)
bn.train(False)
print(bn(torch.ones(1, 3, 1, 1, 1)).flatten().tolist())
