import torch
import torch.nn as nn


class Other:
    BatchNorm2d = torch.nn.InstanceNorm2d


def use_other():
    global nn
    nn = Other
