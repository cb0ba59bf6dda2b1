import torch.nn as nn
from vendored import backbone


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.base = backbone()
        self.conv = nn.Conv2d(4, 4, 3)
        self.bn = nn.BatchNorm2d(4, momentum=0.3)
        self.gn = nn.GroupNorm(2, 4)
        for m in self.modules():
            if isinstance(m, (nn.BatchNorm2d, nn.GroupNorm)):
                nn.init.constant_(m.weight, 0.7)
                nn.init.zeros_(m.bias)
        decay, rest = [], []
        for _, m in self.named_modules():
            if hasattr(m, "bias") and isinstance(m.bias, nn.Parameter):
                rest.append(m.bias)
            if isinstance(m, (nn.BatchNorm2d, nn.GroupNorm)):
                rest.append(m.weight)
            elif hasattr(m, "weight") and isinstance(m.weight, nn.Parameter):
                decay.append(m.weight)
        print(len(decay), len(rest))

    def forward(self, x):
        return self.gn(self.bn(self.conv(self.base(x))))
