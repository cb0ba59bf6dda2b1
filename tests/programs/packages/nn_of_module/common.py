import torch.nn as nn
from torch.nn import BatchNorm2d
from torch.nn import init
