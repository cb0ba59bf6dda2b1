import torch
import torch.nn as nn
layer = nn.BatchNorm2d(2, momentum=0.3)
