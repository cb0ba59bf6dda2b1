import torch
import torch.nn as nn
LAYERS = []
LAYERS.append(nn.BatchNorm2d(2, momentum=0.3))
