import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
from trainer import Trainer
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2))
t = Trainer(net, lambda y: y.square().mean(), torch.optim.SGD(net.parameters(), lr=0.1))
@t.on("epoch")
def freeze(tr, epoch):
    if epoch >= 1:
        for m in tr.model.modules():
            if isinstance(m, nn.BatchNorm2d): m.eval()
@t.on("end")
def rep(tr, epoch): show(tr.model[1].running_mean, tr.model[1].weight)
t.fit([torch.randn(3, 2, 2, 2) for _ in range(2)], 3)
