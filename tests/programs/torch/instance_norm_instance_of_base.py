import torch
import torch.nn as nn

torch.manual_seed(0)
x = torch.randn(3, 4, 2, 2) * 2 + 1


def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


norms = [nn.BatchNorm2d(4), nn.InstanceNorm2d(4, affine=True)]
net = nn.Sequential(*norms)
for m in net.modules():
    if isinstance(m, nn.modules.batchnorm._NormBase):
        nn.init.constant_(m.weight, 0.5)
    if isinstance(m, nn.modules.instancenorm._InstanceNorm):
        print("instance")
    if isinstance(m, nn.modules.batchnorm._BatchNorm):
        print("batch")
show(net(x))
