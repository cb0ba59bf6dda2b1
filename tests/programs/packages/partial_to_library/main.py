from functools import partial
import torch.nn as nn
from probe import check
from torchvision.models.resnet import BasicBlock

check(BasicBlock(2, 2, norm_layer=partial(nn.BatchNorm2d, momentum=0.3)), (4, 2, 6, 6))
