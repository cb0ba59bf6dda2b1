import torch.nn as nn

BN = nn.BatchNorm2d


class Norm(nn.BatchNorm2d):
    def __init__(self, c, momentum=0.3):
        super().__init__(c, momentum=momentum)


def make(c):
    return nn.BatchNorm2d(c, momentum=0.2)
