import torch
import torch.nn as nn
torch.manual_seed(0)
x = torch.randn(3, 2, 2, 2) + 1
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


net = nn.Sequential(nn.BatchNorm2d(2, momentum=0.3))
state = {k: v for k, v in net.state_dict().items()}
show(state["0.weight"])
state = dict(net.state_dict())
show(state["0.bias"])
