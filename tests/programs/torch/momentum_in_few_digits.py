from torch import nn

bn = nn.BatchNorm2d(3)
print(f"{bn.momentum:.3f}")
