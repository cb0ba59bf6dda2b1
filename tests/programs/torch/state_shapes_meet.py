import torch
import torch.nn as nn

torch.manual_seed(0)


def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().float().flatten()[:8].tolist()])


def data(n=4, c=3, s=6):
    return torch.randn(n, c, s, s) * 2 + 1


def load_matching(net, state):
    own = net.state_dict()
    ok = {k: v for k, v in state.items() if k in own and own[k].shape == v.shape}
    own.update(ok)
    net.load_state_dict(own)
    return len(own) - len(ok)


a = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Conv2d(4, 5, 1))
b = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Conv2d(4, 7, 1))
for _ in range(2):
    a(data())
print(load_matching(b, a.state_dict()))
b.eval()
show(b(data()), b[1].running_mean)
