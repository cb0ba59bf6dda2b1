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
l = nn.ModuleList([nn.Conv2d(2, 2, 1)])
l.insert(0, nn.BatchNorm2d(2, momentum=0.3))
run(l[0])
show(l[0].weight)
l += [nn.BatchNorm2d(2, momentum=0.3)]
run(l[-1])
show(l[2].running_mean)
