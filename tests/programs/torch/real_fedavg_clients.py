import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
import copy
def avg(w):
    w_avg = copy.deepcopy(w[0])
    for k in w_avg.keys():
        for i in range(1, len(w)): w_avg[k] += w[i][k]
        w_avg[k] = torch.div(w_avg[k], len(w))
    return w_avg
class Client:
    def __init__(self, net): self.net = copy.deepcopy(net)
    def train(self): self.net(torch.randn(3, 2, 2, 2)); return self.net.state_dict()
g = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2)); cs = [Client(g) for _ in range(3)]
local = []
for c in cs: local.append(copy.deepcopy(c.train()))
g.load_state_dict(avg(local)); show(g.eval()(torch.ones(1, 2, 2, 2)))
