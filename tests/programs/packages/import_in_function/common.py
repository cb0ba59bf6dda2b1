from torch.nn import BatchNorm2d
