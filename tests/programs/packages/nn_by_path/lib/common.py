import torch.nn as nn
from torch.nn import BatchNorm2d, init
