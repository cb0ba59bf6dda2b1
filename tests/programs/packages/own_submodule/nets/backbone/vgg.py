from torch import nn


class Net(nn.Module):
    def __init__(self, norm):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 4, 1), norm(4, 1e-3), nn.ReLU())

    def forward(self, x):
        return self.features(x)
