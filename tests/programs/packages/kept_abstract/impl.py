import torch.nn as nn
from base import Base
class Net(Base):
    def make_norm(self, c):
        return nn.BatchNorm2d(c, momentum=0.3)
