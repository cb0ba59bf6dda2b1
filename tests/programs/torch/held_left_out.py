import torch
from torch import nn

torch.manual_seed(0)


def init(m):
    """Fill."""
    if not isinstance(m, nn.BatchNorm3d):
        return
    m.weight.data.fill_(0.5)


net = nn.Sequential(nn.Conv3d(2, 3, 1), nn.BatchNorm3d(3, momentum=0.05))
net.apply(init)
for name, m in net.named_modules():
    if not isinstance(m, nn.BatchNorm3d):
        continue
    m.eval()
    print(name)
bns = [m for m in net.modules() if isinstance(m, nn.BatchNorm3d)]
print(len(bns), [b.weight.tolist() for b in bns])
net(torch.rand(3, 2, 2, 2, 2))
print([round(v, 4) for v in net[1].running_mean.tolist()])
