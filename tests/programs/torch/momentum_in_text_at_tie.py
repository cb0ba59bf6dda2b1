from torch import nn

bn = nn.BatchNorm2d(3, momentum=0.15)
print("%.1f" % bn.momentum)
