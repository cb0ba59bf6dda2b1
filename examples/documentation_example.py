"""The layer on its own, with the numbers of MindSpore's documentation.

PyTorch prints -1 and 1: a new layer is in training mode. The same layer in MindSpore starts in
inference mode, and prints 0.999995 and 1.99999 until someone calls `set_train()`.
"""

import torch

layer = torch.nn.BatchNorm2d(2, momentum=0.2)
images = torch.tensor([[[[1.0, 2.0], [1.0, 2.0]], [[3.0, 4.0], [3.0, 4.0]]]])

print(layer(images).detach())
