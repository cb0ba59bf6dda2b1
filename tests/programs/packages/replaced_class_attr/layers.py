from torch import nn
class Block(nn.Module):
    norm = nn.BatchNorm2d
    def __init__(self, c):
        super().__init__()
        self.bn = self.norm(c, momentum=0.3)
