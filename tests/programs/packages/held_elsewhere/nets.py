from torch import nn


class Video(nn.Module):
    def __init__(self):
        super().__init__()
        self.flat = nn.BatchNorm2d(2, momentum=0.3)
        self.deep = nn.BatchNorm3d(2, momentum=0.2)

    def forward(self, x):
        return self.deep(self.flat(x)[:, :, None])
