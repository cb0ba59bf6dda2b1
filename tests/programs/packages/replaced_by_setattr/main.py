import torch
import layers

setattr(layers, "BatchNorm2d", torch.nn.InstanceNorm2d)
from layers import BatchNorm2d
bn = BatchNorm2d(2, momentum=0.3)
print(type(bn).__name__)
