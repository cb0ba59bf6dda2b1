from torch import nn
bn = nn.BatchNorm2d(2, momentum=0.3)
