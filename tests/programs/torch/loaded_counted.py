import torch
from torch import nn

torch.manual_seed(0)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(4)
        self.fc = nn.Linear(4, 2)

class Big(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.ModuleDict({"fc": nn.BatchNorm2d(4)})
        self.fc = nn.Linear(4, 2)

net = Net()
ret = net.load_state_dict(Big().state_dict(), strict=False)
print(len(ret.missing_keys))
