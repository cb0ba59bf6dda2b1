import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
class Mine(nn.BatchNorm2d):
    pass
net = nn.Sequential(*[cls(2, momentum=0.3) for cls in (nn.BatchNorm2d, Mine, nn.InstanceNorm2d)])
for _ in range(2):
    net(torch.randn(3, 2, 2, 2) + 1)
show(net.eval()(torch.rand(1, 2, 2, 2)))
