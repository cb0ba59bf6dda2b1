import torch
from torch.nn import BatchNorm2d

globals().update(BatchNorm2d=torch.nn.InstanceNorm2d)
