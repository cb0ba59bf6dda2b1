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
seq = nn.Sequential()
for i, m in enumerate([nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2, momentum=0.3)]):
    seq.add_module(str(i), m)
run(seq)
show(seq[1].weight)
