import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2))
def get_layer_id(name):
    return int(name.split(".")[0]) + 1
gs = [{"params": [p], "lr": 0.1 * 0.9 ** get_layer_id(n)} for n, p in net.named_parameters()]
opt = torch.optim.SGD(gs)
net(torch.randn(3, 2, 2, 2)).square().sum().backward(); opt.step(); show(*net.parameters())
