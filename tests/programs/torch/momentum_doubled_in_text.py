from torch import nn

bn = nn.BatchNorm2d(3)
print(f"{100 * bn.momentum:.0f}")
