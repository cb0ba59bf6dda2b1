import torch
import torch.nn as nn
torch.manual_seed(0)
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])
from torch.optim.swa_utils import AveragedModel
net = nn.Sequential(nn.Conv2d(2, 2, 1), nn.BatchNorm2d(2))
avg = AveragedModel(net, avg_fn=lambda a, b, n: 0.5 * a + 0.5 * b)
net(torch.randn(3, 2, 2, 2))
avg.update_parameters(net)
print(sorted(avg.state_dict())[:2], avg.n_averaged)
avg.module.eval(); show(avg(torch.ones(1, 2, 2, 2)))
