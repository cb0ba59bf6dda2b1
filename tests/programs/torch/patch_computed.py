import torch
from probe import check
from torch import nn
from unittest import mock

PATH = "{}.nn.{}"


class Fake(nn.Identity):
    def __init__(self, width):
        super().__init__()


torch.manual_seed(0)
with mock.patch(PATH.format("torch", "BatchNorm2d"), Fake):
    net = nn.Sequential(nn.Conv2d(3, 3, 1), nn.BatchNorm2d(3))
check(net)
