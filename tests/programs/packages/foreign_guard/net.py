from torch import nn
from vendored import backbone


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.base = backbone()
        self.conv = nn.Conv2d(4, 4, 3)
        self.bn = nn.BatchNorm2d(4, momentum=0.3)
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.normal_(m.weight, std=0.1)
            elif isinstance(m, nn.BatchNorm2d):
                nn.init.constant_(m.weight, 0.7)
                m.bias.data.fill_(0.1)
        norms = [m for m in self.modules() if isinstance(m, nn.BatchNorm2d)]
        print(len(norms), sum(m.num_features for m in norms))

    def freeze(self):
        for m in self.modules():
            if not isinstance(m, nn.BatchNorm2d):
                continue
            m.eval()
            m.weight.requires_grad = False
            for p in m.parameters():
                p.requires_grad = False

    def forward(self, x):
        return self.bn(self.conv(self.base(x)))
