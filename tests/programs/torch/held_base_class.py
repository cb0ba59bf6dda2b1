import torch
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm

torch.manual_seed(0)
net = nn.Sequential(nn.BatchNorm3d(2, momentum=0.3), nn.Conv3d(2, 2, 1))


def freeze(net):
    for m in net.modules():
        if isinstance(m, _BatchNorm):
            m.eval()
            for p in m.parameters():
                p.requires_grad = False


freeze(net)
net(torch.rand(3, 2, 2, 2, 2))
print(net[0].running_mean.tolist(), [n for n, p in net.named_parameters() if p.requires_grad])
