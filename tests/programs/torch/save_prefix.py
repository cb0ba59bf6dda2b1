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
a = nn.Sequential(nn.BatchNorm2d(2, momentum=0.3))
run(a)
sd = {"module." + k: v for k, v in a.state_dict().items()}
sd = {k[len("module."):]: v for k, v in sd.items()}
b = nn.Sequential(nn.BatchNorm2d(2))
b.load_state_dict(sd)
b.eval()
show(b(torch.ones(1, 2, 2, 2)))
