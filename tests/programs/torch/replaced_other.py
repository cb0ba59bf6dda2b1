import torch
import torch.nn as nn
torch.manual_seed(0)
torch.set_num_threads(1)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
def train(net, steps=2):
    for _ in range(steps):
        net(torch.randn(3, 2, 2, 2) + 1)
    show(net.eval()(torch.ones(1, 2, 2, 2)))
from unittest import mock
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        for i in range(2):
            setattr(self, f"bn{i}", nn.BatchNorm2d(2, momentum=0.3))
    def forward(self, x):
        return self.bn1(self.bn0(x))
class Config:
    pass
config = {}
config.update(norm="bn")
with mock.patch.object(nn, "Linear", nn.Identity), mock.patch("torch.nn.functional.relu", torch.abs):
    net = Net()
for name, value in (("lr", 0.1), ("steps", 2)):
    setattr(Config, name, value)
nn.Module.extra = 1
torch.backends.cudnn.benchmark = True
train(net)
