import torch.nn as nn


class Norm(nn.Module):
    def __init__(self, planes, momentum=0.1):
        super().__init__()
        self.weight = nn.Parameter(nn.Linear(planes, planes).weight.detach().sum(0) * 0 + momentum)
        self.bn = nn.BatchNorm2d(planes, momentum=momentum)

    def forward(self, x):
        return self.bn(x) * self.weight.view(1, -1, 1, 1)
