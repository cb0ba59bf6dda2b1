import numpy as np
import torch
from torch import nn

bn = nn.BatchNorm2d(int(np.prod([1, 2])))
print(bn(torch.ones(2, 2, 3, 3)).shape)
