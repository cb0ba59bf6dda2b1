"""A text that a network is put into is another one in the other framework, also where its form isn't
told."""
import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
BATCH = torch.arange(24.0).reshape(3, 2, 2, 2) ** 1.5 / 10
def long(form, net):
    return len(form % (net,))
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2, momentum=0.3))
print(long("%s", net[1]))
print(("%r" % net[1]) == "x")
net(BATCH)
net.eval()
show(net(BATCH))
