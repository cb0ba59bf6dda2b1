import torch
import torch.nn as nn


class Fake:
    BatchNorm2d = torch.nn.InstanceNorm2d
