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
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2, momentum=0.3))
run(net)
opt = torch.optim.SGD([{"params": [p for n, p in net.named_parameters() if "bias" not in n], "weight_decay": 0.1}, {"params": [p for n, p in net.named_parameters() if "bias" in n]}], lr=0.1)
print([len(g["params"]) for g in opt.param_groups])
