from layers import BN, NORMS
from torch import nn
from vendored import backbone


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.base = backbone()
        self.bn = BN(4, momentum=0.3)
        for m in self.modules():
            if isinstance(m, BN):
                m.weight.data.fill_(0.3)
            if isinstance(m, NORMS):
                m.bias.data.fill_(0.1)

    def forward(self, x):
        return self.bn(self.base(x))
