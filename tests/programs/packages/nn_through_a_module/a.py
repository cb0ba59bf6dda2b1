import torch.nn as nn


def norm(c):
    return nn.BatchNorm2d(c, momentum=0.3)
