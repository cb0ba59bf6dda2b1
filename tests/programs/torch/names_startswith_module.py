import torch
import torch.nn as nn
torch.manual_seed(0)
x = torch.randn(3, 2, 2, 2) + 1
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 2, 1)
        self.bn = nn.BatchNorm2d(2, momentum=0.3)
    def forward(self, t):
        return self.bn(self.conv(t))
net = Net()
for n, p in net.named_parameters():
    if n.startswith("conv"):
        nn.init.constant_(p, 0.5)
    p.requires_grad = not n.startswith("bn.")
show(net(x))
