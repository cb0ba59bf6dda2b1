import torch
from torch import nn
from torch.nn import SyncBatchNorm

torch.manual_seed(0)


def fill(net):
    for m in net.modules():
        if isinstance(m, SyncBatchNorm):
            m.weight.data.fill_(0.5)
            print(type(m).__name__)


net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2, momentum=0.3))
net = SyncBatchNorm.convert_sync_batchnorm(net)
fill(net)
net(torch.rand(3, 2, 2, 2))
print([round(v, 4) for v in net.eval()(torch.rand(1, 2, 2, 2)).flatten().tolist()])
