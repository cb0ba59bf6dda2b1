import torch.nn as nn
class BaseConv(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.conv = nn.Conv2d(c, c, 1, bias=False)
        self.bn = nn.BatchNorm2d(c)
        self.act = nn.SiLU()
    def forward(self, x):
        return self.act(self.bn(self.conv(x)))
class YOLOX(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = BaseConv(2)
    def forward(self, x):
        return self.backbone(x)
