import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
BATCH = torch.arange(24.0).reshape(3, 2, 2, 2) ** 1.5 / 10
def run(net):
    net(BATCH)
    net.eval()
    show(net(BATCH))
class L(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = None
    def build(self, c):
        self.bn = nn.BatchNorm2d(c, momentum=0.3)
    def forward(self, x):
        if self.bn is None:
            self.build(x.shape[1])
            self.bn.weight.data.fill_(0.5)
        return self.bn(x)
n = L()
run(n)
show(n.bn.weight)
