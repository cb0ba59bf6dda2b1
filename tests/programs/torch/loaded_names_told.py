import torch
from torch import nn

torch.manual_seed(0)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn = nn.BatchNorm2d(4)
        self._fc = nn.Linear(4, 2)

net = Net()
state = Net().state_dict()
ret = net.load_state_dict(state, strict=False)
assert not ret.missing_keys, "Missing: {}".format(ret.missing_keys)
state.pop("_fc.weight")
state.pop("_fc.bias")
ret = net.load_state_dict(state, strict=False)
assert set(ret.missing_keys) == set(["_fc.weight", "_fc.bias"]), "Missing: {}".format(ret.missing_keys)
assert not ret.unexpected_keys, "Unexpected: {}".format(ret.unexpected_keys)
if ret.missing_keys != ["_fc.weight", "_fc.bias"]:
    print("other")
missing, unexpected = net.load_state_dict(state, strict=False)
if len(missing) > 0:
    print("missing")
print(sorted(missing) == sorted(["_fc.bias", "_fc.weight"]), bool(unexpected))
