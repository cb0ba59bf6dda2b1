import torch
import torch.nn as nn

bn = nn.BatchNorm2d(2, momentum=0.1)
m = torch.tensor(bn.momentum)
print(m, m == 0.1, torch.full((2,), bn.momentum) * 2)
