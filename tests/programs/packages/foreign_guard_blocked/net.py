from torch import nn
from vendored import Base


class Net(Base):
    def __init__(self, head=None):
        super().__init__()
        self.head = head
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.normal_(m.weight, std=0.1)
            elif isinstance(m, (nn.BatchNorm2d, nn.GroupNorm)):
                nn.init.constant_(m.weight, 0.7)
                m.bias.data.fill_(0.1)

    def forward(self, x):
        return self.head(super().forward(x))
