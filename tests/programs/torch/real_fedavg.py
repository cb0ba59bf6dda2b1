import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
import copy
def avg(ws):
    w = copy.deepcopy(ws[0])
    for k in w.keys():
        for i in range(1, len(ws)): w[k] = w[k] + ws[i][k]
        w[k] = torch.div(w[k], len(ws))
    return w
mk = lambda: nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2))
nets = [mk() for _ in range(3)]
for n in nets: n(torch.randn(3, 2, 2, 2))
g = mk(); g.load_state_dict(avg([n.state_dict() for n in nets])); show(g.eval()(torch.ones(1, 2, 2, 2)))
