from torch import nn
BN = nn.BatchNorm2d
MOM = 0.2
class B(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(4, momentum=MOM)
