import torch
import torch.nn as nn


class Base(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(2)

    def forward(self, x):
        return self.bn(x)

    def load_state_dict(self, state_dict, **kwargs):
        state_dict.pop("head.bias", None)
        return super().load_state_dict(state_dict, strict=False)


class Net(Base):
    def __init__(self):
        super().__init__()
        self.add_module("he" + str("ad"), nn.BatchNorm2d(2))

    def forward(self, x):
        return self.head(self.bn(x))


net = Net()
with torch.no_grad():
    for p in net.parameters():
        p.fill_(2.0)
other = Net()
other.load_state_dict(net.state_dict())
print(other(torch.ones(2, 2, 2, 2)).sum().item())
