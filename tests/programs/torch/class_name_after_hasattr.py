def show(*ts):
    for t in ts:
        print(t if isinstance(t, int) else [round(v, 4) for v in t.detach().flatten()[:6].tolist()])


import torch
import torch.nn as nn


def init(m):
    classname = m.__class__.__name__
    if hasattr(m, "weight") and (classname.find("Conv") != -1 or classname.find("Linear") != -1):
        nn.init.constant_(m.weight.data, 0.1)
        if hasattr(m, "bias") and m.bias is not None:
            nn.init.constant_(m.bias.data, 0.0)
    elif classname.find("BatchNorm2d") != -1:
        nn.init.constant_(m.weight.data, 1.5)
        nn.init.constant_(m.bias.data, 0.5)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 1)
        self.bn = nn.BatchNorm2d(2)
        self.apply(init)

    def forward(self, x):
        return self.bn(self.conv(x))


show(Net()(torch.arange(8.0).reshape(2, 1, 2, 2)))
