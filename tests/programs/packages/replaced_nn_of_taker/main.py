import torch
import blocks


class Fake:
    BatchNorm2d = torch.nn.InstanceNorm2d


print(type(blocks.make(2)).__name__)
blocks.nn = Fake
print(type(blocks.make(2)).__name__)
