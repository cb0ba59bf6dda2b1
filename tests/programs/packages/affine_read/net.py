import torch.nn as nn


class Net(nn.Module):
    def __init__(self, affine=True):
        super().__init__()
        self.gn = nn.GroupNorm(1, 2)
        self.bn = nn.BatchNorm2d(2, momentum=0.3, affine=affine)
        for m in self.modules():
            if isinstance(m, (nn.BatchNorm2d, nn.GroupNorm)) and m.affine:
                nn.init.constant_(m.weight, 0.5)
                nn.init.constant_(m.bias, 0.25)

    def forward(self, x):
        return self.bn(self.gn(x))
