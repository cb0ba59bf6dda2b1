from mindspore import nn
from mindspore.common.initializer import initializer
