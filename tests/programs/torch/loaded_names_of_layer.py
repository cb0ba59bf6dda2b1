import torch
from torch import nn

torch.manual_seed(0)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(4)
        self.fc = nn.Linear(4, 2)

net = Net()
state = Net().state_dict()
state.pop("bn.weight")
state.pop("fc.bias")
ret = net.load_state_dict(state, strict=False)
print(set(ret.missing_keys) == {"bn.weight", "fc.bias"})
