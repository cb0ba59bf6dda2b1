import torch
from torch import nn

torch.manual_seed(0)
for norm in (nn.BatchNorm1d, nn.InstanceNorm1d, nn.BatchNorm2d):
    layer = norm(2, momentum=0.3, affine=True)
    layer.weight.data.mul_(0.5)
    x = torch.randn(3, 2, 2, 2) if norm is nn.BatchNorm2d else torch.randn(3, 2, 4)
    print(norm.__name__, [round(v, 4) for v in layer(x).flatten()[:4].tolist()])
    print([round(v, 4) for v in layer.eval()(x + 1).flatten()[:4].tolist()], layer.weight.tolist())
