from functools import partial
import torch.nn as nn
from probe import check
from blocks import Block

check(Block(2, norm_layer=partial(nn.BatchNorm2d, momentum=0.3)), (4, 2, 6, 6))
check(Block(2), (4, 2, 6, 6))
