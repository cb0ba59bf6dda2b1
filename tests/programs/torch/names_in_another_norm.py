from torch import nn

a = nn.Sequential(nn.Conv2d(3, 4, 1), nn.BatchNorm2d(4))
b = nn.Sequential(nn.Conv2d(3, 4, 1), nn.InstanceNorm2d(4, affine=True))
pa, pb = dict(a.named_parameters()), dict(b.named_parameters())
for k in pa:
    if k in pb:
        print(pa[k].shape == pb[k].shape)
