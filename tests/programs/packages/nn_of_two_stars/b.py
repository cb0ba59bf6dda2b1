import torch


class nn:
    BatchNorm2d = torch.nn.InstanceNorm2d
