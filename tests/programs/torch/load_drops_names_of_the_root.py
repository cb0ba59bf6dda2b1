import torch
import torch.nn as nn


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm2d(2)

    def forward(self, x):
        return self.norm(x)

    def _load_from_state_dict(self, state_dict, prefix, *args):
        state_dict.pop("head.norm.bias", None)
        super()._load_from_state_dict(state_dict, prefix, *args)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = Head()

    def forward(self, x):
        return self.head(x)


net = Net()
with torch.no_grad():
    for p in net.parameters():
        p.fill_(2.0)
other = Net()
other.load_state_dict(net.state_dict(), strict=False)
print(other(torch.ones(2, 2, 2, 2)).sum().item())
