import torch
import torch.nn as nn
torch.manual_seed(0)
x = torch.randn(3, 2, 2, 2) + 1
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2, momentum=0.3), nn.ReLU())
nn.init.ones_(net[0].weight); nn.init.zeros_(net[0].bias)
n = 0
for m in net.modules():
    if hasattr(m, "weight"):
        n += 1
        nn.init.constant_(m.weight, 0.5)
    if hasattr(m, "bias") and m.bias is not None:
        m.bias.data.fill_(0.25)
print(n)
show(net(x))
