import torch
import torch.nn as nn
torch.manual_seed(0)
x = torch.randn(3, 2, 2, 2) + 1
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


net = nn.Sequential(nn.BatchNorm2d(2, momentum=0.3))
state = net.state_dict()
state["0.weight"] = torch.full((2,), 3.0)
show(state["0.weight"])
net.load_state_dict(state)
show(net(x))
