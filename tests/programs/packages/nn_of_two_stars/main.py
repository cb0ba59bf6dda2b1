import torch
from a import *
from b import *

bn = nn.BatchNorm2d(2, momentum=0.3, affine=True)
print(type(bn).__name__)
