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
class Net(nn.Module):
    def __init__(self, norm):
        super().__init__()
        self.norm = norm
    def forward(self, x):
        return self.norm(x) * self.norm.weight.sum()
for norm in (nn.BatchNorm2d(2, momentum=0.3), nn.GroupNorm(1, 2)):
    train(torch.jit.script(Net(norm)))
