import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2))
sd = {f"module.{k}": v for k, v in net.state_dict().items()}
new = {k[len("module."):]: v for k, v in sd.items()}
net.load_state_dict(new)
show(net(torch.ones(1, 2, 2, 2)))
