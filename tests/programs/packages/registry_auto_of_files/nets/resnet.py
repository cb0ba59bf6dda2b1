from torch import nn
from .registry import register
class Block(nn.Module):
    def __init__(self, c, norm_layer=None):
        super().__init__(); norm_layer = norm_layer or nn.BatchNorm2d
        self.conv = nn.Conv2d(c, c, 1); self.bn = norm_layer(c)
    def forward(self, x): return x + self.bn(self.conv(x))
@register
def res(c=2, **kw): return nn.Sequential(Block(c, **kw), Block(c, **kw))
