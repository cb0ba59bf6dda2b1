import lib.common
from . import common as C


class Net(C.nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = lib.common.nn.BatchNorm2d(2, momentum=0.3)
        self.bn2 = C.BatchNorm2d(2, momentum=0.4)
        for m in self.modules():
            if type(m) == lib.common.BatchNorm2d:
                C.init.constant_(m.bias, 0.25)

    def forward(self, x):
        return self.bn2(self.bn(x))
