import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2, momentum=0.3), nn.GroupNorm(1, 2))
class Holder:
    def __init__(self, layers):
        self.layers = layers
        self.at = 0
    @property
    def layer(self):
        self.at += 1
        return self.layers[self.at - 1]
h = Holder(list(net))
for _ in range(3):
    show(h.layer.weight)
for _ in range(2):
    net(torch.randn(3, 2, 2, 2) + 1)
show(net.eval()(torch.rand(1, 2, 2, 2)))
