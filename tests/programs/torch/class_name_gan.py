def show(*ts):
    for t in ts:
        print(t if isinstance(t, int) else [round(v, 4) for v in t.detach().flatten()[:6].tolist()])


import torch
import torch.nn as nn

torch.manual_seed(0)


def weights_init(m):
    classname = m.__class__.__name__
    if classname.find("Conv") != -1:
        nn.init.normal_(m.weight.data, 0.0, 0.02)
    elif classname.find("BatchNorm") != -1:
        nn.init.constant_(m.weight.data, 0.5)
        nn.init.constant_(m.bias.data, 0.25)


net = nn.Sequential(nn.Conv2d(1, 2, 1), nn.BatchNorm2d(2), nn.ReLU())
net.apply(weights_init)
show(net(torch.randn(4, 1, 2, 2)))
