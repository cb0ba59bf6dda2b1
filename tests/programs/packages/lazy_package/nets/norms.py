from torch import nn
class Norm(nn.BatchNorm2d):
    def __init__(self, c):
        super().__init__(c, momentum=0.3)
