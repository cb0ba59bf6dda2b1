import torch
from torch import nn


def show(t):
    print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


x = torch.arange(24.0).reshape(3, 2, 2, 2) ** 1.5 / 10


def make():
    return nn.Sequential(nn.Conv2d(2, 4, 1), nn.BatchNorm2d(4, momentum=0.3))


def load(net, states):
    own = net.state_dict()
    for k in states:
        if k in own and states[k].shape != own[k].shape:
            print("skip {}, of {} instead of {}".format(k, states[k].shape, own[k].shape))
            states[k] = own[k]
    for k in own:
        if k not in states:
            print("nothing for {}".format(k))
            states[k] = own[k]
    net.load_state_dict(states, strict=False)


torch.manual_seed(0)
net = make()
for _ in range(3):
    net(x * 2 + 1)
other = make()
load(other, net.state_dict())
show(other.eval()(x))
