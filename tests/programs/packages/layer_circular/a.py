import torch
import torch.nn as nn
import b
layer = nn.BatchNorm2d(2, momentum=0.3)
def get():
    return b.fetch()
