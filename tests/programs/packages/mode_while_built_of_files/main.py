import torch
import torch.nn as nn

from freezing import Frozen, PlainModule, freeze

torch.manual_seed(0)
x = torch.randn(3, 2, 2, 2) + 1


class Handed(nn.Module):
    def __init__(self):
        super().__init__()
        freeze(self)
        self.bn = nn.BatchNorm2d(2, momentum=0.3)


class Mixed(Frozen, nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(2, momentum=0.3)


class Kept(PlainModule):
    def __init__(self):
        self.bn = nn.BatchNorm2d(2, momentum=0.3)


class Usual(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(2, momentum=0.3)


for net in (Handed(), Mixed(), Kept(), Usual()):
    print([round(v, 4) for v in net.bn(x).detach().flatten()[:4].tolist()])
    print([round(v, 4) for v in net.bn.running_mean.tolist()])
