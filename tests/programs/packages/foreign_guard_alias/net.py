import torch.nn as nn
from vendored import backbone

BatchNorm = nn.BatchNorm2d


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.base = backbone()
        self.conv = nn.Conv2d(4, 4, 3)
        self.bn = BatchNorm(4, momentum=0.3)
        for m in self.modules():
            if isinstance(m, BatchNorm):
                m.weight.data.fill_(0.7)
                m.bias.data.zero_()
        self.decay = [m.weight for m in self.modules() if isinstance(m, (nn.Conv2d, BatchNorm))]
        print(len(self.decay))

    def forward(self, x):
        return self.bn(self.conv(self.base(x)))
