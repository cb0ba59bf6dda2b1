import torch
import torch.nn as nn
torch.manual_seed(0)
x = torch.randn(3, 2, 2, 2) + 1
def show(*ts):
    for t in ts:
        print([round(v, 4) for v in t.detach().flatten()[:6].tolist()])


class Net(nn.Module):
    def __init__(self, norm):
        super().__init__()
        self.norm = norm
a, b = Net(nn.BatchNorm2d(2, momentum=0.3)), Net(nn.GroupNorm(1, 2))
for net in (a, b):
    show(net.state_dict()["norm.weight"])
